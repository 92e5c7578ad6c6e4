export { answerStatus, etagOf, redirectTo, sendFile, startFileServer } from './file-server.ts';
export type { FileServer } from './file-server.ts';
export { startHubServer } from './hub-server.ts';
export type { HubServer } from './hub-server.ts';
