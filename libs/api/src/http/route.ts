import type { EdgeErrorCode } from '@harper-edge/contracts';
import type { Tenant, TenantScope } from '@harper-edge/tenants';
import type { z } from 'zod';
import type { Services } from '../services.ts';
import type { ApiRequest } from './exchange.ts';
import type { Reply } from './reply.ts';

/** What is known of a request before more of it than path and headers is read. */
export interface Asked {
  readonly services: Services;
  readonly request: ApiRequest;
  readonly requestId: string;
  /** Whom the host knows; `undefined`: nobody. */
  readonly caller: Caller | undefined;
  /** As the path has them, not yet checked. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Response headers to add, in lower case; failures carry them too. */
  readonly headers: Record<string, string>;
}

interface RouteContext<Params, Query, Body> extends Omit<Asked, 'params'> {
  /** Who asks; `undefined` only on public routes. */
  readonly caller: Caller | undefined;
  /** For whom; on routes with `admit` only. */
  readonly tenant?: Tenant;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** Who asks, and for which tenant, as the rules of a route have it. */
export interface Admission {
  readonly caller: Caller;
  readonly tenant: Tenant;
}

/** Whoever the host says is calling. */
export interface Caller {
  readonly name: string;
  /** Whether `name` is one person or program that the host has authenticated, and not all who reach it or share its key. */
  readonly isUser?: boolean;
  /** Whether it may do what is for administrators. */
  readonly isAdmin?: boolean;
}

type Fields = z.ZodObject;

export const routeMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export const tags = [
  'inference',
  'models',
  'open inference protocol',
  'openai',
  'ollama',
  'benchmarks',
  'monitoring',
  'tenants',
  'host',
] as const;
export type Tag = (typeof tags)[number];

/** One HTTP operation: what it reads and answers, in one place for the router, the checks and the OpenAPI document. */
export interface Route<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** A route for GET answers HEAD too. */
  readonly method: (typeof routeMethods)[number];
  /** With `:name` for parameters, as in `params`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: Tag;
  /** Refused, before it is read, while the host is too busy to answer all in time. Default false. */
  readonly isSheddable?: boolean;
  /** Answered without a credential. Default false. */
  readonly isPublic?: boolean;
  /** Only for callers whom the host knows as administrators. Default false. */
  readonly isForAdmins?: boolean;
  /**
   * Decides who may call it, instead of the host alone, before the body is read. Default: whom the host knows.
   * @throws EdgeError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, RATE_LIMITED
   */
  readonly admit?: (asked: Asked) => Promise<Admission>;
  /** What a key of a tenant must allow, where `admit` takes one. */
  readonly scope?: TenantScope | readonly TenantScope[];
  readonly params?: Params;
  readonly query?: Query;
  /** A JSON body, parsed before `handle`. */
  readonly body?: Body;
  /** For bodies that `handle` reads itself from `request`: their content type and, for multipart, their parts. */
  readonly rawBody?: { readonly contentType: string; readonly schema?: z.ZodType };
  readonly answer: Answer;
  /** Default 200. */
  readonly answerStatus?: number;
  /** Of answers that are text. Default: text/html. */
  readonly answerType?: string;
  /** Codes it can fail with, beside those of every route. */
  readonly errors?: readonly EdgeErrorCode[];
  /** How its failures are written, where that is not the form of all routes. */
  readonly failure?: (error: unknown, requestId: string) => Reply;
  /** The body of those failures. */
  readonly failureSchema?: z.ZodType;
  handle(context: RouteContext<z.infer<Params>, z.infer<Query>, z.infer<Body>>): Promise<z.infer<Answer> | Reply>;
}

/** Types a route by its own schemas; the result is an ordinary `Route`. */
export function route<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>(
  definition: Route<Params, Query, Body, Answer>,
): Route {
  // The router calls `handle` only with what these very schemas parsed, which the erased type cannot say.
  return definition;
}
