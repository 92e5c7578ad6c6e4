import type { ModelVersion } from '@harper-edge/client';
import { formatBytes, formatTime } from '../output/format.ts';
import type { Style } from '../output/style.ts';

export function modelTable(models: readonly ModelVersion[], style: Style): string {
  const columns = ['MODEL', 'STAGE', 'FRAMEWORK', 'SIZE', 'UPLOADED'];
  const rows = models.map(({ id, stage, framework, sizeBytes, uploadedAt }) => [
    id,
    stage,
    framework,
    formatBytes(sizeBytes),
    formatTime(uploadedAt),
  ]);
  return style.table(columns, rows);
}
