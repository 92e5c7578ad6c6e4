export { shopperEventTable } from './shopper-event.ts';
export type { ShopperEvent } from './shopper-event.ts';
export { createShoppers } from './shoppers.ts';
export type { Shoppers } from './shoppers.ts';
