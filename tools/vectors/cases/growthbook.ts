import {
  adaptGrowthBook,
  assign,
  assignFromRecords,
  bucketHash,
  bucketRanges,
  chooseVariation,
  compileCondition,
  equalWeights,
  fromGrowthBookDocument,
  variantFromUrl,
  type BucketRange,
  type Condition,
  type GrowthBookContext,
  type GrowthBookExperiment,
  type GrowthBookStickyDocument,
  type SavedGroups,
} from '@harper-edge/ab-testing';
import type { Input } from '../input.ts';
import { NotRun, type Section, type Suite } from '../suite.ts';

/** Entries are arrays: names for their places, of which `expected` is one. Answers are compared as `{ is }`. */
const places =
  (...names: readonly string[]) =>
  (entry: unknown): unknown => {
    if (!Array.isArray(entry)) return entry;
    const named = Object.fromEntries(names.map((name, at) => [name, (entry as unknown[])[at]]));
    return { ...named, expected: { is: named['expected'] } };
  };

/** The cases give ranges and weights to eight digits. */
const rounded = (value: number): number => Number(value.toFixed(8));

const contextKeys = new Set([
  'attributes',
  'enabled',
  'qaMode',
  'url',
  'forcedVariations',
  'savedGroups',
  'features',
  'stickyBucketAssignmentDocs',
]);

/** The context of a case; features with rules are a language of their own, of which only single experiments are here. */
function readContext(input: Input): GrowthBookContext {
  const context = input.value('context') as Record<string, unknown>;
  const unknown = Object.keys(context).filter((key) => !contextKeys.has(key));
  if (unknown.length > 0) throw new NotRun(`unknown key of a context: ${unknown.join(', ')}`);
  return context;
}

const hash: Section = {
  read: places('seed', 'value', 'version', 'expected'),
  run: (input) => ({ is: bucketHash(input.text('seed'), input.text('value'), input.number('version')) }),
};

const run: Section = {
  read: (entry) => {
    if (!Array.isArray(entry)) return entry;
    const [id, context, experiment, value, inExperiment, hashUsed] = entry as unknown[];
    return { id, context, experiment, expected: { value, inExperiment, hashUsed } };
  },
  run: (input) => {
    const given = input.value('experiment') as GrowthBookExperiment;
    const context = readContext(input);
    const parents = given.parentConditions?.map(({ id }) => context.features?.[id] ?? {}) ?? [];
    if (parents.some((feature) => 'rules' in feature)) throw new NotRun('a prerequisite with rules');
    const { experiment, unit, context: adapted } = adaptGrowthBook(given, context);
    const { variation, inExperiment, hashUsed } = assign(experiment, unit, adapted);
    return { value: given.variations[variation], inExperiment, hashUsed };
  },
};

interface StickyFeature {
  readonly rules: readonly Partial<GrowthBookExperiment>[];
}

/** What the answer says of the assignment; the rest repeats the feature. */
const answerKeys = [
  'bucket',
  'hashAttribute',
  'hashUsed',
  'hashValue',
  'inExperiment',
  'key',
  'stickyBucketUsed',
  'variationId',
];

const stickyBucket: Section = {
  read: (entry) => {
    if (!Array.isArray(entry)) return entry;
    const [id, context, stored, feature, answer, documents] = entry as unknown[];
    const about = Object.entries(answer ?? { inExperiment: false });
    const compared = about.filter(([key]) => answerKeys.includes(key));
    return { id, context, stored, feature, expected: { ...Object.fromEntries(compared), documents } };
  },
  run: (input) => {
    const context = readContext(input);
    const key = input.text('feature');
    const rules = (context.features?.[key] as StickyFeature | undefined)?.rules ?? [];
    if (rules.length !== 1 || !rules[0]?.variations) throw new NotRun('a feature with other rules than one experiment');
    const definition: GrowthBookExperiment = { key, variations: [], ...rules[0] };
    const documents = Object.fromEntries(
      (input.value('stored') as GrowthBookStickyDocument[]).map((document) => [
        `${document.attributeName}||${document.attributeValue}`,
        document,
      ]),
    );
    return { ...assignAndStore(definition, context, documents) };
  },
};

function assignAndStore(
  definition: GrowthBookExperiment,
  given: GrowthBookContext,
  documents: Readonly<Record<string, GrowthBookStickyDocument>>,
) {
  const { experiment, unit, context } = adaptGrowthBook(definition, { ...given, isSticky: true });
  const isOff = definition.disableStickyBucketing === true;
  const { assignment, changed } = assignFromRecords(experiment, unit, {
    recordOf: (unitKey) => (isOff ? undefined : fromGrowthBookDocument(documents[unitKey], definition)),
    clock: () => 0,
    context,
  });
  const { bucket, unitAttribute, unitId, variantId, variation, hashUsed, inExperiment, reason } = assignment;
  const stored = { ...documents };
  if (changed && !isOff) {
    const assignments = {
      ...documents[changed.unitKey]?.assignments,
      [`${definition.key}__${changed.record.version}`]: changed.record.variantId,
    };
    stored[changed.unitKey] = { attributeName: unitAttribute, attributeValue: unitId, assignments };
  }
  return {
    bucket,
    hashAttribute: unitAttribute,
    hashUsed,
    hashValue: unitId,
    inExperiment,
    key: variantId,
    stickyBucketUsed: reason === 'sticky',
    variationId: variation,
    documents: stored,
  };
}

const features = { outOfScope: 'feature flags with rules are no part of the project' } as const;

/** The public conformance cases of experiment SDKs; see `_origin` of the file. */
export const growthbook = {
  hash,
  getBucketRange: {
    read: places('id', 'arguments', 'expected'),
    run: (input) => {
      const [count, coverage, weights] = input.value('arguments') as [number, number, number[] | null];
      return { is: bucketRanges(count, { coverage, weights: weights ?? [] }).map((range) => range.map(rounded)) };
    },
  },
  chooseVariation: {
    read: places('id', 'bucket', 'ranges', 'expected'),
    run: (input) => ({ is: chooseVariation(input.number('bucket'), input.value('ranges') as BucketRange[]) }),
  },
  inNamespace: {
    read: places('id', 'unit', 'namespace', 'expected'),
    run: (input) => {
      const namespace = input.value('namespace') as [string, number, number];
      const { experiment, unit } = adaptGrowthBook(
        { key: 'any', variations: [0, 1], namespace },
        { attributes: { id: input.text('unit') } },
      );
      return { is: assign(experiment, unit).inExperiment };
    },
  },
  getEqualWeights: {
    read: places('count', 'expected'),
    run: (input) => ({ is: equalWeights(input.number('count')).map(rounded) }),
  },
  evalCondition: {
    read: places('id', 'condition', 'attributes', 'expected', 'groups'),
    run: (input) => {
      const groups = (input.value('groups') as SavedGroups | undefined) ?? {};
      const test = compileCondition(input.value('condition') as Condition, groups);
      return { is: test(input.value('attributes')) };
    },
  },
  run,
  stickyBucket,
  getQueryStringOverride: {
    read: places('id', 'experiment', 'url', 'count', 'expected'),
    run: (input) => ({ is: variantFromUrl(input.text('experiment'), input.text('url'), input.number('count')) }),
  },
  feature: features,
  contextualBandit: features,
  urlRedirect: { outOfScope: 'redirects are no part of the project' },
  decrypt: { outOfScope: 'encrypted definitions are no part of the project' },
} as const satisfies Suite;
