import { z } from 'zod';

/** What whoever registers a model may say of it. Members of other names are kept and mean nothing here. */

const word = (description: string) => z.string().min(1).max(200).nullish().meta({ description });
const count = z.number().int().min(1);

const numericBaseline = z
  .looseObject({
    kind: z.literal('numeric'),
    count: z.number().min(0).optional().meta({ description: 'Rows it was taken from.' }),
    mean: z.number().optional(),
    standardDeviation: z.number().min(0).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    sample: z.array(z.number()).max(10_000).optional().meta({ description: 'Some of the values themselves.' }),
    edges: z.array(z.number()).min(2).max(1_001).optional().meta({ description: 'Of a histogram, rising.' }),
    counts: z.array(z.number().min(0)).optional().meta({ description: 'Rows in each bin, one fewer than edges.' }),
  })
  .check(({ value: { edges, counts }, issues }) => {
    if (edges?.length !== (counts === undefined ? undefined : counts.length + 1)) {
      issues.push({
        code: 'custom',
        path: ['counts'],
        input: counts,
        message: 'expected edges and counts together, one count fewer than edges',
      });
    }
    if (edges?.some((edge, index) => index > 0 && edge <= (edges[index - 1] ?? edge)) === true) {
      issues.push({
        code: 'custom',
        path: ['edges'],
        input: edges,
        message: 'expected each edge above the one before',
      });
    }
  });

const categoricalBaseline = z.looseObject({
  kind: z.literal('categorical'),
  counts: z.record(z.string(), z.number().min(0)).meta({ description: 'Value → rows.' }),
});

const baselines = z.record(z.string(), z.discriminatedUnion('kind', [numericBaseline, categoricalBaseline])).optional();

const oneOrMore = <T extends z.ZodType>(element: T) => z.union([element, z.array(element).min(1)]);
const perColor = z.union([z.number(), z.tuple([z.number(), z.number(), z.number()])]).nullish();

const preprocessing = z
  .looseObject({
    text: z
      .looseObject({
        maxTokens: count.nullish(),
        prefix: z.string().nullish(),
        hypothesisTemplate: z.string().nullish(),
        tokenizer: z.string().nullish(),
        vocabulary: z.string().nullish(),
        reservedTokens: count.nullish(),
      })
      .nullish(),
    image: z
      .looseObject({
        input: z.string().nullish(),
        width: count.nullish(),
        height: count.nullish(),
        layout: z.enum(['NHWC', 'NCHW']).nullish(),
        colors: z.enum(['RGB', 'BGR']).nullish(),
        scale: z.number().nullish(),
        mean: perColor,
        std: perColor,
        fit: z.enum(['fill', 'cover', 'contain']).nullish(),
      })
      .nullish(),
  })
  .nullish()
  .meta({ description: 'What is done to texts and images before the model sees them; docs/backends.md.' });

const postprocessing = z
  .looseObject({
    pooling: z.enum(['mean', 'cls', 'none']).nullish(),
    normalize: z.boolean().nullish(),
    activation: z.enum(['softmax', 'sigmoid', 'none']).nullish(),
    labels: oneOrMore(z.string()).nullish().meta({ description: 'Names of the classes, or the file that lists them.' }),
    output: z.string().nullish(),
    topK: count.nullish(),
    multiLabel: z.boolean().nullish(),
  })
  .nullish()
  .meta({ description: 'What is done to the numbers of the model before they are answered; docs/backends.md.' });

const serving = z
  .looseObject({
    pinned: z.boolean().optional().meta({ description: 'Never freed to make room. Default false.' }),
    keepAliveSeconds: z.number().min(0).optional().meta({ description: 'Freed when it has rested so long.' }),
    maxBatchRows: count.max(4_096).optional().meta({ description: 'Rows that run together at most.' }),
  })
  .optional()
  .meta({ description: 'How the version is kept in memory and batched.' });

export const modelMetadata = z.looseObject({
  description: z.string().max(10_000).nullish().meta({ description: 'For people.' }),
  taskType: word('What the model does, in the words of the Hugging Face hub where they fit: text-classification.'),
  equivalenceGroup: word('Models of one group and task answer the same question, and can be compared and swapped.'),
  outputDimensions: oneOrMore(count)
    .nullish()
    .meta({ description: 'Of the output that counts, without its batch axis: 384 or [384].' }),
  baselineDistributions: z
    .looseObject({ inputs: baselines, outputs: baselines })
    .nullish()
    .meta({ description: 'What the data looked like that the model was made and tested with: name → distribution.' }),
  featureNames: z
    .union([z.array(z.string().min(1).max(200)), z.record(z.string(), z.array(z.string().min(1).max(200)))])
    .nullish()
    .meta({
      description: "What the elements of an input's rows are called: of the only input, or by the input's name.",
    }),
  trainingConfig: z
    .looseObject({
      type: word('How it is trained: in-process, for example.'),
      script: word('What trains it.'),
      hyperparameters: z.record(z.string(), z.unknown()).nullish(),
      seed: z.number().int().nullish(),
      data: word('What it was trained on.'),
      rows: count.nullish(),
      trainedAt: word('An ISO 8601 date.'),
    })
    .nullish()
    .meta({ description: 'How the model was made, so that it can be made again.' }),
  file: word('Of an archive with several models: which one.'),
  preprocessing,
  postprocessing,
  serving,
  license: word('An SPDX identifier, or a name.'),
  source: z
    .union([
      z.string().min(1).max(2_000),
      z.looseObject({
        type: word('huggingface, url, filesystem, ollama.'),
        reference: z.string().min(1).max(2_000).nullish().meta({ description: 'What it is called there.' }),
        revision: word('What pins its bytes there: a commit, an ETag.'),
        variant: word('default, quantized, fp16.'),
      }),
    ])
    .nullish()
    .meta({ description: 'Where it comes from.' }),
});

/** The convention as JSON Schema, draft 2020-12. */
export const modelMetadataSchema: Readonly<Record<string, unknown>> = {
  title: 'Model metadata of Harper Edge AI',
  ...z.toJSONSchema(modelMetadata, { io: 'input' }),
};
