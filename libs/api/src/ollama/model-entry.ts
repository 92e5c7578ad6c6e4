import type { ModelVersion } from '@harper-edge/contracts';
import { z } from 'zod';

const details = z.object({
  parent_model: z.string(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()),
  parameter_size: z.string().meta({ description: 'Empty: nobody knows it here.' }),
  quantization_level: z.string(),
});

export const modelEntry = z.object({
  name: z.string(),
  model: z.string(),
  modified_at: z.string(),
  size: z.number().meta({ description: 'Bytes of the artifact.' }),
  digest: z.string().meta({ description: 'SHA-256 of the artifact.' }),
  details,
});

export const modelDetails = details;

export const detailsOf = ({ framework, metadata }: ModelVersion): z.infer<typeof details> => {
  const family = typeof metadata['taskType'] === 'string' ? metadata['taskType'] : framework;
  return {
    parent_model: '',
    format: framework,
    family,
    families: [family],
    parameter_size: '',
    quantization_level: '',
  };
};

export const entryOf = (name: string, version: ModelVersion): z.infer<typeof modelEntry> => ({
  name,
  model: name,
  modified_at: new Date(version.uploadedAt).toISOString(),
  size: version.sizeBytes,
  digest: version.sha256,
  details: detailsOf(version),
});
