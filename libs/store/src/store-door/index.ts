export { createStoreDoor } from './store-door.ts';
export type { StoreDoor } from './store-door.ts';
