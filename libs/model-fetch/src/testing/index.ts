export { answerStatus, etagOf, redirectTo, resetAt, sendFile, sendInstead, startFileServer } from './file-server.ts';
export type { FileServer, Misbehaviour } from './file-server.ts';
export { startHubServer } from './hub-server.ts';
export type { HubServer } from './hub-server.ts';
