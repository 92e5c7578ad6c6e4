export { createApi } from './api.ts';
export type { Api, ApiOptions } from './api.ts';
export { fromIncoming } from './http/exchange.ts';
export type { ApiRequest, ApiResponse } from './http/exchange.ts';
export type { Caller } from './http/route.ts';
export type { HostInfo, Limits } from './services.ts';
