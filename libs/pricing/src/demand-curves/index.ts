import { constantElasticity } from './constant-elasticity.ts';
import type { DemandCurve, DemandForm } from './demand-curve.ts';
import { linear } from './linear.ts';
import { logit } from './logit.ts';
import { poisson } from './poisson.ts';
import { semiLog } from './semi-log.ts';

export const demandForms = { constantElasticity, poisson, semiLog, linear, logit } as const satisfies Record<
  string,
  DemandForm
>;

/** The families of demand curves: see the file of each for its formula. */
export type DemandKind = keyof typeof demandForms;

type ParametersOf<Form> = Form extends DemandForm<infer Parameters> ? Parameters : never;

/** A curve as data: its kind and its parameters. */
export type Demand = {
  [Kind in DemandKind]: { readonly kind: Kind } & ParametersOf<(typeof demandForms)[Kind]>;
}[DemandKind];

/** The form of a kind, whatever its parameters. */
export const demandForm = (kind: DemandKind): DemandForm => demandForms[kind];

/**
 * The curve that a kind and its parameters stand for.
 *
 * @throws RangeError for an unknown kind, a parameter that is missing or not finite, or a negative scale or market
 * @example createDemandCurve({ kind: 'constantElasticity', scale: 1000, elasticity: -2 }).demand(10) // 10
 */
export function createDemandCurve(demand: Demand): DemandCurve {
  const { kind, ...parameters } = demand;
  if (!Object.hasOwn(demandForms, kind)) throw new RangeError(`There is no demand curve of kind ${kind}.`);
  for (const [name, value] of Object.entries<number>(parameters)) {
    if (!Number.isFinite(value))
      throw new RangeError(`The ${name} of a demand curve is a finite number, got ${value}.`);
    if ((name === 'scale' || name === 'market') && value < 0) {
      throw new RangeError(`The ${name} of a demand curve is not negative, got ${value}.`);
    }
  }
  return demandForm(kind).curve(parameters);
}
