export { createApi } from './api.ts';
export type { Api, ApiOptions } from './api.ts';
export type { Caller } from './http/router.ts';
export type { HostInfo, Limits } from './services.ts';
