export { shopperEventTable } from './shopper-event.ts';
export type { ShopperAction, ShopperEvent } from './shopper-event.ts';
export { createShoppers } from './shoppers.ts';
export type { PurchaseWindow, Shoppers } from './shoppers.ts';
export { productVectorTable } from './product-vector.ts';
export type { ProductVector } from './product-vector.ts';
