/**
 * Names that rows write as their number here, one byte, as HTTP/2 does with its headers: those of inference events, of which
 * there is one for each prediction. Rows on disk have these numbers: names are only ever added, at the end, up to 128.
 */
export const memberNames: readonly string[] = [
  'id',
  'timestamp',
  'tenant',
  'modelId',
  'modelVersion',
  'framework',
  'requestId',
  'userId',
  'sessionId',
  'featuresIn',
  'prediction',
  'confidence',
  'latencyMs',
  'queueMs',
  'batchRows',
  'errorCode',
  'actualOutcome',
  'feedbackTimestamp',
  'correct',
  'modelTime',
];

const numbers = new Map(memberNames.map((name, number) => [name, number]));
/** The number of a name, or -1; `before` is that of the name before it, which in an event it follows. */
export const numberOf = (name: string, before: number): number =>
  memberNames[before + 1] === name ? before + 1 : (numbers.get(name) ?? -1);
