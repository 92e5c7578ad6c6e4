import * as z from 'zod';
import { frameworks, stages } from '../commands/choices.ts';
import { sources } from '../commands/sources.ts';

const name = (description: string) =>
  z
    .string()
    .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/)
    .meta({ description });

const shared = {
  model: name('The modelId it is served as.'),
  version: name('Versions never change: other content needs another version.'),
  framework: z.enum(frameworks).optional().meta({
    description: 'Default: onnx for a path that ends with .onnx, and for a source what its files tell.',
  }),
  stage: z.enum(stages).default('development'),
  metadata: z.record(z.string(), z.json()).default({}).meta({
    description: 'What the version is to know of itself; taskType and equivalenceGroup make it comparable.',
  }),
};

const fromPath = z.strictObject({
  ...shared,
  path: z.string().min(1).meta({
    description: 'A file, or a folder with all files of the model; relative to the profile. It is uploaded.',
  }),
});

const fromSource = z.strictObject({
  ...shared,
  source: z.enum(sources).meta({ description: 'From where the host fetches it.' }),
  reference: z.string().min(1).max(2_048).meta({
    description: 'huggingface: owner/name or owner/name@revision; url: address; filesystem: path; ollama: name.',
  }),
  variant: z.string().min(1).max(64).optional().meta({ description: 'Such as default, quantized or fp16.' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'What a model of one file must be.' }),
});

const fields = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().min(1),
  models: z
    .array(z.union([fromPath, fromSource]))
    .min(1)
    .max(1_000),
});

/** What a profile file holds; published as profiles/profile.schema.json. */
export const profileSchema = fields.meta({ title: 'Profile of models for harper-ai' });

export type ProfileModel = z.infer<typeof fromPath> | z.infer<typeof fromSource>;

export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly models: readonly ProfileModel[];
  /** What paths in it are relative to. */
  readonly folder: string;
}
