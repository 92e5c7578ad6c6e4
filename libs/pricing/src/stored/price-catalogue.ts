/** The prices that customers see, wherever these are kept. */
export interface PriceCatalogue {
  /** undefined: there is no such product. */
  find(tenantId: string, productId: string): Promise<CataloguePrice | undefined>;
  /**
   * Changes the price if it is `from` still; says whether it is `to` now. Called again after a crash, where it may be `to`
   * already.
   */
  setPrice(
    tenantId: string,
    productId: string,
    change: { readonly from: number; readonly to: number },
  ): Promise<boolean>;
}

export interface CataloguePrice {
  readonly price: number;
  /** Of one unit; null: not known. */
  readonly cost: number | null;
}
