import { assign, readUnitId, type Assignment, type AssignmentContext, type Unit } from '../assignment/assign.ts';
import { compileExperiment, type CompiledExperiment } from '../assignment/compile-experiment.ts';
import type { SavedGroups } from '../assignment/conditions/compile-condition.ts';
import { analyzeTotals, type ExperimentAnalysis } from './analyze-totals.ts';
import { largestValue } from './exact-sums.ts';
import {
  changeableOptions,
  planExperiment,
  type ExperimentChanges,
  type ExperimentOptions,
  type ExperimentPlan,
} from './experiment-plan.ts';
import { createMemoryExperimentStore, type ExperimentStore } from './experiment-store.ts';
import { answerOf, runLater, runNow, type Steps } from './run-steps.ts';
import type { EventRefusal } from './totals.ts';
import { applyEvent, exposeUnit, type UnitEvent, type UnitRecord } from './unit-record.ts';

export interface UserAssignment extends Assignment {
  readonly experimentId: string;
  /** The variant to show: that of the user, or the baseline for those outside of the experiment. */
  readonly variant: string;
}

export interface TrackedEvent {
  readonly counted: boolean;
  /** Why it does not count; null if it does. */
  readonly refused: EventRefusal | null;
}

/**
 * Experiments from definition to verdict. Unknown experiments are a RangeError.
 *
 * A user counts from the first exposure on, in the variant of that exposure, which the user keeps. A device and its user
 * after the login are two units with one variant. Assignment needs no coordination: engines with separate stores assign
 * alike.
 */
export interface ABTestingEngine {
  /**
   * Starts an experiment. The same again changes nothing.
   *
   * @throws RangeError for options that `planExperiment` or `compileExperiment` refuse, and for an experiment that exists
   *   with other options
   */
  createExperiment(experimentId: string, options: ExperimentOptions): ExperimentPlan;
  /**
   * Stops, widens, narrows or forces a running experiment.
   *
   * @throws RangeError for any other change, which would make its units incomparable
   */
  updateExperiment(experimentId: string, changes: ExperimentChanges): ExperimentPlan;
  getExperiment(experimentId: string): ExperimentPlan | undefined;
  /** The variant of a user, by id or attributes, and the exposure to it. Forced variants are no exposure. */
  assignUserToVariant(experimentId: string, user: Unit, context?: AssignmentContext): UserAssignment;
  /** The variant a user was exposed to, null if to none: assigns nothing and exposes nobody. */
  getUserVariant(experimentId: string, userId: string | number): string | null;
  /** An exposure that was decided elsewhere; once for every user and variant, however often it is reported. */
  recordExposure(experimentId: string, userId: string | number, exposure: { variant: string; at?: number }): void;
  /**
   * Something a user did, by its type alone or with value, id and time. Only what exposed users did after their exposure
   * counts; the rest is refused and counted.
   *
   * @throws RangeError for a value that is no number, infinite or beyond 1e90
   */
  trackEvent(experimentId: string, userId: string | number, event: string | UnitEvent): TrackedEvent;
  /** How it stands. Looking often is safe unless the experiment has a fixed horizon. */
  analyzeExperiment(experimentId: string): ExperimentAnalysis;
}

/** The same, with promises, for a store that answers later. */
export type StoredABTestingEngine = {
  readonly [Name in keyof ABTestingEngine]: (
    ...args: Parameters<ABTestingEngine[Name]>
  ) => Promise<ReturnType<ABTestingEngine[Name]>>;
};

export interface EngineOptions {
  /** ms since 1970. Without it exposures and events have no time, and none is too early or too late. */
  readonly clock?: () => number;
  /** What the conditions of experiments refer to. */
  readonly savedGroups?: SavedGroups;
}

/**
 * An engine that keeps everything in memory and answers at once, or one on a store of the host that answers with promises.
 *
 * @example
 * const engine = createABTestingEngine();
 * engine.createExperiment('hats', { variants: [{ id: 'plain', weight: 50 }, { id: 'blue', weight: 50 }] });
 * engine.assignUserToVariant('hats', 'user-1').variant;
 * engine.trackEvent('hats', 'user-1', { type: 'conversion', value: 19.9 });
 * engine.analyzeExperiment('hats').status; // 'collecting'
 */
export function createABTestingEngine(options?: EngineOptions): ABTestingEngine;
export function createABTestingEngine(
  options: EngineOptions & { readonly store: ExperimentStore },
): StoredABTestingEngine;
export function createABTestingEngine(
  options: EngineOptions & { readonly store?: ExperimentStore } = {},
): ABTestingEngine | StoredABTestingEngine {
  const { store } = options;
  const steps = createSteps(store ?? createMemoryExperimentStore(), options);
  const run = store ? runLater : runNow;
  return Object.fromEntries(
    Object.entries(steps).map(([name, start]) => [
      name,
      (...args: never[]) => run((start as (...args: never[]) => Steps<unknown>)(...args)),
    ]),
  ) as unknown as ABTestingEngine | StoredABTestingEngine;
}

type EngineSteps = {
  readonly [Name in keyof ABTestingEngine]: (
    ...args: Parameters<ABTestingEngine[Name]>
  ) => Steps<ReturnType<ABTestingEngine[Name]>>;
};

const createSteps = (store: ExperimentStore, { clock, savedGroups }: EngineOptions): EngineSteps => {
  const parts = { store, compile: createCompiler(savedGroups), now: () => clock?.() ?? null };
  return { ...definitionSteps(parts), ...userSteps(parts), ...analysisSteps(parts) };
};

interface Parts {
  readonly store: ExperimentStore;
  readonly compile: (plan: ExperimentPlan) => CompiledExperiment;
  readonly now: () => number | null;
}

function* readPlan({ store }: Parts, experimentId: string): Steps<ExperimentPlan> {
  const plan = yield* answerOf(store.readPlan(experimentId));
  if (plan) return plan;
  throw new RangeError(`There is no experiment ${experimentId}; create it first.`);
}

const definitionSteps = (
  parts: Parts,
): Pick<EngineSteps, 'createExperiment' | 'updateExperiment' | 'getExperiment'> => ({
  *createExperiment(experimentId, options) {
    const plan = planExperiment(experimentId, options);
    parts.compile(plan);
    const existing = yield* answerOf(parts.store.readPlan(experimentId));
    if (existing === undefined) yield* answerOf(parts.store.writePlan(plan));
    else if (JSON.stringify(existing) !== JSON.stringify(plan)) {
      throw new RangeError(`Experiment ${experimentId} exists with other options; update it, or choose another id.`);
    }
    return existing ?? plan;
  },
  *updateExperiment(experimentId, changes) {
    const before = yield* readPlan(parts, experimentId);
    const refused = Object.keys(changes).filter((key) => !changeableOptions.has(key));
    if (refused.length > 0) {
      throw new RangeError(`Experiment ${experimentId} cannot change ${refused.join(', ')}; start another one.`);
    }
    const plan = { ...before, ...changes };
    parts.compile(plan);
    yield* answerOf(parts.store.writePlan(plan));
    return plan;
  },
  getExperiment: (experimentId) => answerOf(parts.store.readPlan(experimentId)),
});

const userSteps = (
  parts: Parts,
): Pick<EngineSteps, 'assignUserToVariant' | 'getUserVariant' | 'recordExposure' | 'trackEvent'> => ({
  *assignUserToVariant(experimentId, user, context) {
    const plan = yield* readPlan(parts, experimentId);
    const compiled = parts.compile(plan);
    const records = yield* readRecords(parts.store, compiled, user);
    const sticky = records.map(({ variantId, version, exposedAt }) => ({ variantId, version, at: exposedAt ?? 0 }));
    const assignment = assign(compiled, user, { ...context, sticky });
    const { unitId, variantId, hashUsed } = assignment;
    const known = records.find((record) => record.unitId === unitId);
    if (hashUsed && known?.variantId !== variantId) {
      const exposure = { variantId, version: plan.version ?? 0, at: parts.now() };
      yield* answerOf(parts.store.updateUnit(experimentId, unitId, (unit) => exposeUnit(unit, exposure)));
    }
    return { ...assignment, experimentId, variant: variantId };
  },
  *getUserVariant(experimentId, userId) {
    yield* readPlan(parts, experimentId);
    return (yield* answerOf(parts.store.readUnit(experimentId, String(userId))))?.variantId ?? null;
  },
  *recordExposure(experimentId, userId, { variant, at }) {
    const { variants, version = 0 } = yield* readPlan(parts, experimentId);
    if (!variants.some(({ id }) => id === variant)) {
      throw new RangeError(`Experiment ${experimentId} has no variant ${variant}.`);
    }
    if (userId === '') throw new RangeError('An exposure without an id is of nobody.');
    const exposure = { variantId: variant, version, at: at ?? parts.now() };
    yield* answerOf(parts.store.updateUnit(experimentId, String(userId), (unit) => exposeUnit(unit, exposure)));
  },
  *trackEvent(experimentId, userId, event) {
    const plan = yield* readPlan(parts, experimentId);
    const happened = completeEvent(event, parts.now());
    const { refused } = yield* answerOf(
      parts.store.updateUnit(experimentId, String(userId), (unit) => applyEvent(unit, happened, plan)),
    );
    return { counted: refused === null, refused };
  },
});

const analysisSteps = (parts: Parts): Pick<EngineSteps, 'analyzeExperiment'> => ({
  *analyzeExperiment(experimentId) {
    const plan = yield* readPlan(parts, experimentId);
    const totals = yield* answerOf(parts.store.readTotals(experimentId));
    const { analysis } = yield* answerOf(
      parts.store.updateHistory(experimentId, (history) => analyzeTotals(plan, totals, history)),
    );
    return analysis;
  },
});

/** Compiles a plan once for as long as the store gives the same object. */
function createCompiler(savedGroups: SavedGroups | undefined): (plan: ExperimentPlan) => CompiledExperiment {
  const compiled = new WeakMap<ExperimentPlan, CompiledExperiment>();
  return (plan) => {
    const known = compiled.get(plan) ?? compileExperiment(plan, savedGroups);
    compiled.set(plan, known);
    return known;
  };
}

type NamedRecord = UnitRecord & { readonly unitId: string };

/** What is known of a user under the unit attribute, then under the fallback. */
function* readRecords(store: ExperimentStore, compiled: CompiledExperiment, user: Unit): Steps<NamedRecord[]> {
  const { id, fallbackAttribute } = compiled.experiment;
  const records: NamedRecord[] = [];
  for (const attribute of [compiled.unitAttribute, fallbackAttribute]) {
    const unitId = attribute === undefined ? '' : readUnitId(compiled, user, attribute);
    const record = unitId === '' ? undefined : yield* answerOf(store.readUnit(id, unitId));
    if (record) records.push({ ...record, unitId });
  }
  return records;
}

function completeEvent(event: string | UnitEvent, now: number | null): UnitEvent {
  const given = typeof event === 'string' ? { type: event } : event;
  const { value = 0 } = given;
  if (!(Math.abs(value) <= largestValue)) {
    throw new RangeError(`The value of an event is a finite number, at most ${largestValue}, got ${value}.`);
  }
  return given.at === undefined && now !== null ? { ...given, at: now } : given;
}

/** `createABTestingEngine` for those who know it as a class: `new ABTestingEngine()`. */
export const ABTestingEngine = function createEngine(options?: EngineOptions): ABTestingEngine {
  return createABTestingEngine(options);
} as unknown as { new (options?: EngineOptions): ABTestingEngine; (options?: EngineOptions): ABTestingEngine };
