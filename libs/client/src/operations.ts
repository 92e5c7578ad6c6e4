// Written from the API's description by tools/client/write-operations.ts; not to be edited.
/* eslint-disable max-lines */

/** What can be sent as a file. */
export type BinaryBody = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

export type OpenAiError = {
  readonly error: {
    /** What was expected, what came and what to do. */
    readonly message: string;
    readonly type: string;
    /** The member of the request that is wrong. */
    readonly param: string | null;
    /** As on every other route. */
    readonly code: string;
  };
};

export type ModelVersion = {
  readonly id: string;
  readonly modelId: string;
  readonly version: string;
  /** What the artifact is made for. */
  readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama';
  /** Where the version stands in its life. */
  readonly stage: 'development' | 'candidate' | 'staging' | 'production' | 'archived';
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly uploadedAt: number;
  readonly platform: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly mapKeys?: readonly string[];
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly mapKeys?: readonly string[];
  }[];
  /** Any JSON value. */
  readonly inputSchema: unknown;
  /** Any JSON value. */
  readonly outputSchema: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Counted for each model, in the order of registration. */
  readonly deploymentVersion?: number;
  /** deploymentVersion of the version it was made from. */
  readonly parentDeployment?: number | null;
  readonly validation?: {
    readonly passed: boolean;
    readonly metrics: Readonly<Record<string, number>>;
    readonly by: string;
    readonly notes: string | null;
    /** Milliseconds since 1970. */
    readonly at: number;
  };
  /** Revision of the last change to this version. */
  readonly lifecycleRevision?: number;
  /** Revision that last put it into production. */
  readonly productionRevision?: number;
};

export type ModelChange = {
  readonly id: string;
  readonly modelId: string;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: 'register' | 'promote' | 'validate' | 'rollback' | 'alias' | 'remove';
  readonly version: string | null;
  readonly from: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | null;
  readonly to: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | null;
  /** The version it took the place of. */
  readonly replaced: string | null;
  readonly alias: string | null;
  readonly validation: {
    readonly passed: boolean;
    readonly metrics: Readonly<Record<string, number>>;
    readonly by: string;
    readonly notes: string | null;
    /** Milliseconds since 1970. */
    readonly at: number;
  } | null;
  /** The production version afterwards. */
  readonly production: string | null;
  /** What answered requests without a version afterwards. */
  readonly serving: string | null;
  readonly servingSince: number | null;
  readonly by: string | null;
  readonly approvedBy: string | null;
  readonly reason: string | null;
};

export type InferenceEvent = {
  readonly id: string;
  readonly timestamp: number;
  readonly tenant?: string | null;
  readonly modelId: string;
  readonly modelVersion: string;
  /** What the artifact is made for. */
  readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama';
  readonly requestId: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** Any JSON value. */
  readonly featuresIn: unknown;
  /** Any JSON value. */
  readonly prediction: unknown;
  readonly confidence: number | null;
  readonly latencyMs: number;
  /** Of latencyMs, waiting for its turn. */
  readonly queueMs?: number | null;
  /** Rows that ran together. */
  readonly batchRows?: number | null;
  readonly errorCode: string | null;
  /** Any JSON value. */
  readonly actualOutcome: unknown;
  readonly feedbackTimestamp: number | null;
  readonly correct: boolean | null;
};

export type DriftMetrics = {
  readonly id: string;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly checkedAt: number;
  readonly from: number;
  readonly to: number;
  readonly trigger: 'schedule' | 'request';
  readonly events: number;
  readonly samplingRate: number;
  /** drift: significant and large enough to matter; possible: one of the two. */
  readonly severity: 'none' | 'possible' | 'drift';
  readonly baseline: {
    readonly source: 'metadata' | 'window';
    readonly from?: number;
    readonly to?: number;
    readonly fittedAt?: number;
  } | null;
  readonly kinds: {
    readonly input?: {
      readonly ok: true;
      /** drift: significant and large enough to matter; possible: one of the two. */
      readonly severity: 'none' | 'possible' | 'drift';
      /** 0 without drift; else x / (1 + x) of the largest effect in thresholds. */
      readonly driftScore: number;
      readonly referenceRows: number;
      readonly currentRows: number;
      readonly testedColumns: number;
      readonly driftedColumns: number;
      readonly columns: readonly {
        readonly column: string;
        /** drift: significant and large enough to matter; possible: one of the two. */
        readonly severity: 'none' | 'possible' | 'drift';
        readonly test: string;
        readonly reason: string;
        readonly result: {
          /** drift: significant and large enough to matter; possible: one of the two. */
          readonly severity: 'none' | 'possible' | 'drift';
          readonly statistic: number;
          readonly pValue: number;
          /** Over all columns of the check. */
          readonly adjustedPValue: number;
          readonly log10P: number;
          readonly effect: {
            readonly name: string;
            readonly value: number;
            /** From where on it matters. */
            readonly threshold: number;
            readonly lower?: number;
            readonly upper?: number;
          };
          readonly method: string;
          /** Values of the baseline. */
          readonly n: number;
          /** Values of the window. */
          readonly m: number;
        } | {
          readonly ok: false;
          readonly reason: string;
        };
        readonly missing?: {
          /** drift: significant and large enough to matter; possible: one of the two. */
          readonly severity: 'none' | 'possible' | 'drift';
          readonly statistic: number;
          readonly pValue: number;
          /** Over all columns of the check. */
          readonly adjustedPValue: number;
          readonly log10P: number;
          readonly effect: {
            readonly name: string;
            readonly value: number;
            /** From where on it matters. */
            readonly threshold: number;
            readonly lower?: number;
            readonly upper?: number;
          };
          readonly method: string;
          /** Values of the baseline. */
          readonly n: number;
          /** Values of the window. */
          readonly m: number;
          readonly referenceShare: number;
          readonly currentShare: number;
        };
        readonly newCategories?: Readonly<Record<string, number>>;
        readonly snapshot: {
          readonly kind: 'numeric';
          readonly edges: readonly number[];
          readonly reference: readonly number[];
          readonly current: readonly number[];
          readonly referenceMean: number | null;
          readonly currentMean: number | null;
        } | {
          readonly kind: 'categorical';
          readonly categories: readonly string[];
          readonly reference: readonly number[];
          readonly current: readonly number[];
        };
      }[];
      readonly columnsLeftOut: number;
    } | {
      readonly ok: false;
      readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
      readonly needed?: number;
      readonly received?: number;
      readonly detail: string;
    };
    readonly prediction?: {
      readonly ok: true;
      /** drift: significant and large enough to matter; possible: one of the two. */
      readonly severity: 'none' | 'possible' | 'drift';
      /** 0 without drift; else x / (1 + x) of the largest effect in thresholds. */
      readonly driftScore: number;
      readonly referenceRows: number;
      readonly currentRows: number;
      readonly testedColumns: number;
      readonly driftedColumns: number;
      readonly columns: readonly {
        readonly column: string;
        /** drift: significant and large enough to matter; possible: one of the two. */
        readonly severity: 'none' | 'possible' | 'drift';
        readonly test: string;
        readonly reason: string;
        readonly result: {
          /** drift: significant and large enough to matter; possible: one of the two. */
          readonly severity: 'none' | 'possible' | 'drift';
          readonly statistic: number;
          readonly pValue: number;
          /** Over all columns of the check. */
          readonly adjustedPValue: number;
          readonly log10P: number;
          readonly effect: {
            readonly name: string;
            readonly value: number;
            /** From where on it matters. */
            readonly threshold: number;
            readonly lower?: number;
            readonly upper?: number;
          };
          readonly method: string;
          /** Values of the baseline. */
          readonly n: number;
          /** Values of the window. */
          readonly m: number;
        } | {
          readonly ok: false;
          readonly reason: string;
        };
        readonly missing?: {
          /** drift: significant and large enough to matter; possible: one of the two. */
          readonly severity: 'none' | 'possible' | 'drift';
          readonly statistic: number;
          readonly pValue: number;
          /** Over all columns of the check. */
          readonly adjustedPValue: number;
          readonly log10P: number;
          readonly effect: {
            readonly name: string;
            readonly value: number;
            /** From where on it matters. */
            readonly threshold: number;
            readonly lower?: number;
            readonly upper?: number;
          };
          readonly method: string;
          /** Values of the baseline. */
          readonly n: number;
          /** Values of the window. */
          readonly m: number;
          readonly referenceShare: number;
          readonly currentShare: number;
        };
        readonly newCategories?: Readonly<Record<string, number>>;
        readonly snapshot: {
          readonly kind: 'numeric';
          readonly edges: readonly number[];
          readonly reference: readonly number[];
          readonly current: readonly number[];
          readonly referenceMean: number | null;
          readonly currentMean: number | null;
        } | {
          readonly kind: 'categorical';
          readonly categories: readonly string[];
          readonly reference: readonly number[];
          readonly current: readonly number[];
        };
      }[];
      readonly columnsLeftOut: number;
    } | {
      readonly ok: false;
      readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
      readonly needed?: number;
      readonly received?: number;
      readonly detail: string;
    };
    readonly concept?: {
      readonly ok: true;
      /** drift: significant and large enough to matter; possible: one of the two. */
      readonly severity: 'none' | 'possible' | 'drift';
      /** 0 without drift; else x / (1 + x) of the largest effect in thresholds. */
      readonly driftScore: number;
      readonly test: {
        /** drift: significant and large enough to matter; possible: one of the two. */
        readonly severity: 'none' | 'possible' | 'drift';
        readonly statistic: number;
        readonly pValue: number;
        /** Over all columns of the check. */
        readonly adjustedPValue: number;
        readonly log10P: number;
        readonly effect: {
          readonly name: string;
          readonly value: number;
          /** From where on it matters. */
          readonly threshold: number;
          readonly lower?: number;
          readonly upper?: number;
        };
        readonly method: string;
        /** Values of the baseline. */
        readonly n: number;
        /** Values of the window. */
        readonly m: number;
      };
      readonly referenceAccuracy: number;
      readonly currentAccuracy: number;
    } | {
      readonly ok: false;
      readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
      readonly needed?: number;
      readonly received?: number;
      readonly detail: string;
    };
  };
};

export type DataQualityMetrics = {
  readonly id: string;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly checkedAt: number;
  readonly from: number;
  readonly to: number;
  readonly trigger: 'schedule' | 'request';
  readonly events: number;
  readonly samplingRate: number;
  /** drift: significant and large enough to matter; possible: one of the two. */
  readonly severity: 'none' | 'possible' | 'drift';
  readonly compared: boolean;
  readonly result: {
    readonly ok: true;
    /** drift: significant and large enough to matter; possible: one of the two. */
    readonly severity: 'none' | 'possible' | 'drift';
    readonly rows: number;
    /** The largest share of rows that one violated rule concerns. */
    readonly violatedShare: number;
    readonly duplicateRows: number;
    readonly violations: readonly {
      readonly kind: string;
      readonly columns: readonly string[];
      readonly count: number;
      readonly share: number;
      /** drift: significant and large enough to matter; possible: one of the two. */
      readonly severity: 'none' | 'possible' | 'drift';
      readonly detail?: string;
    }[];
    readonly violationsLeftOut: number;
    readonly columns: readonly {
      readonly column: string;
      readonly missingShare: number;
      readonly distinct: number;
      readonly numbers: {
        readonly minimum: number;
        readonly maximum: number;
        readonly mean: number;
        readonly standardDeviation: number;
        readonly median: number;
      } | null;
      readonly top: {
        readonly value: string;
        readonly share: number;
      } | null;
    }[];
    readonly columnsLeftOut: number;
  } | {
    readonly ok: false;
    readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
    readonly needed?: number;
    readonly received?: number;
    readonly detail: string;
  };
};

export type FetchJob = {
  readonly jobId: string;
  readonly status: 'queued' | 'downloading' | 'processing' | 'completed' | 'failed' | 'cancelled';
  /** Where the model comes from. */
  readonly source: 'huggingface' | 'url' | 'filesystem' | 'ollama';
  readonly sourceReference: string;
  readonly variant: string | null;
  readonly modelId: string;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | null;
  /** Where the version stands in its life. */
  readonly stage: 'development' | 'candidate' | 'staging' | 'production' | 'archived';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly priority: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a job that waits after a failure is tried again. */
  readonly nextTryAt: number | null;
  /** Failures so far that were worth another try. */
  readonly attempts: number;
  /** The commit or ETag that is fetched. */
  readonly revision: string | null;
  readonly downloadedBytes: number;
  readonly totalBytes: number | null;
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number | null;
    readonly sha256: string | null;
  }[];
  /** Of the registered artifact. */
  readonly sha256: string | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
  } | null;
  readonly webhook: {
    readonly url: string;
    readonly status: 'pending' | 'delivered' | 'dead' | null;
    readonly eventId: string | null;
    readonly attempts: number;
    readonly error: string | null;
  } | null;
};

export type PriceChange = {
  readonly changeId: string;
  readonly productId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly by: string | null;
  readonly reason: string | null;
  /** started: interrupted, or on its way; refused: someone else changed the price first. */
  readonly state: 'started' | 'applied' | 'refused';
  readonly recommendationId: string | null;
  /** What the recommendation rested on. */
  readonly evidence: {
    readonly recommendedPrice: number;
    readonly expectedRevenue: number;
    readonly expectedProfit: number;
    readonly improvement: number | null;
    readonly elasticity: number;
    readonly confidenceInterval: readonly number[];
    readonly confidence: number;
    readonly binding: readonly string[];
    readonly warnings: readonly string[];
    readonly n: number;
  } | null;
};

export type Tenant = {
  readonly name: string;
  readonly embeddingModel: string | null;
  readonly imageModel: string | null;
  readonly moderationModel: string | null;
  readonly moderation: {
    /** Classes of moderationModel that are not fit to be shown. */
    readonly labels: readonly string[];
    /** A review is refused when one of them has at least this probability. */
    readonly threshold: number;
  };
  /** The experiment that decides how personalize ranks. */
  readonly personalizeExperiment: {
    /** experimentId */
    readonly experimentId: string;
    /** By variant: the model whose vectors rank, null for the order of popularity. A variant not named: embeddingModel. */
    readonly models: Readonly<Record<string, string | null>>;
  } | null;
  /** Constraints on every price that is recommended. */
  readonly pricing: {
    /** Least share of the price that is not cost. */
    readonly minMargin: number | null;
    /** Largest relative change from the price now. */
    readonly maxChange: number | null;
    /** Largest share by which a price may be above a competitor's; negative: it has to be below. */
    readonly maxOverCompetitor: number | null;
    readonly endings: readonly number[];
    readonly extrapolate: boolean;
    readonly acceptWeakEvidence: boolean;
  };
  /** Of all callers of the tenant together. */
  readonly limits: {
    /** Requests at once and, refilled evenly, in each minute; null: as many as come. */
    readonly perMinute: number | null;
    /** Requests from midnight to midnight, UTC; null: as many as come. */
    readonly perDay: number | null;
  };
  readonly maxProducts: number;
  /** How long answers are kept in memory and in a table, milliseconds; 0: not at all. */
  readonly cache: {
    readonly hotMs: number;
    readonly warmMs: number;
  };
  readonly upstream: {
    /** Where proxied paths are appended to. */
    readonly url: string;
    readonly timeoutMs: number;
    /** Headers of the caller that are passed on. */
    readonly forwardHeaders: readonly unknown[];
    /** Whether it may be on a private network. */
    readonly allowPrivate: boolean;
    /** Where its replies have lists of products, which are ordered for the shopper. */
    readonly products: {
      /** JSON Pointer of the list; "" where the reply is the list. */
      readonly path: string;
      readonly idField: string;
      readonly nameField: string;
      readonly descriptionField: string;
    } | null;
  } | null;
  readonly id: string;
  /** Of the settings; its ETag, for If-Match. */
  readonly revision: number;
  /** Another one after every change of the catalogue. */
  readonly catalogueRevision: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
};

export type TenantKey = {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly ('personalize' | 'experiments' | 'prices' | 'proxy' | 'manage')[];
  readonly limits: {
    readonly perMinute: number | null;
    readonly perDay: number | null;
  };
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly rotatedAt: number | null;
  /** Milliseconds since 1970, to the hour. */
  readonly lastUsedAt: number | null;
};

export type AuditEntry = {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tenantId: string;
  readonly action: string;
  /** The user of the host, or <tenant>/<keyId> of the tenant's key. */
  readonly by: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, string | number | null | readonly string[]>>;
  /** done, or the code it failed with; null while it runs, and for ever if the host died in it. */
  readonly outcome: string | null;
};

export type Product = {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly activities: readonly string[];
  /** Empty: all year. */
  readonly seasons: readonly ('spring' | 'summer' | 'autumn' | 'winter')[];
  /** Empty: everybody. */
  readonly experienceLevels: readonly ('beginner' | 'intermediate' | 'advanced' | 'expert')[];
  /** In the shop's currency. */
  readonly price: number;
  /** null: not known. */
  readonly cost: number | null;
  readonly updatedAt: number;
};

export type Comparison = {
  readonly comparisonId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** As in the metadata of the models. */
  readonly taskType: string;
  /** As in the metadata of the models. */
  readonly equivalenceGroup: string;
  /** modelId:version; null when nothing is proven. */
  readonly winner: string | null;
  /** Why there is no winner. */
  readonly reason: string | null;
  /** The best median, proven or not. */
  readonly best: string | null;
  /** By modelId:version. */
  readonly results: Readonly<Record<string, {
      /** Latencies in milliseconds, null without an answer. */
      readonly avgLatency: number | null;
      readonly p50Latency: number | null;
      readonly p95Latency: number | null;
      readonly maxLatency: number | null;
      readonly successCount: number;
      readonly errorCount: number;
      readonly throughputPerSecond: number;
      readonly minLatency: number | null;
      readonly p99Latency: number | null;
      readonly p999Latency: number | null;
      /** Share of all requests. */
      readonly errorRate: number;
      /** Answers within limitMs per second. */
      readonly goodputPerSecond: number | null;
      readonly memoryBytes: number | null;
      /** Of the whole host, per 1,000 requests; null in open loop. */
      readonly cpuSecondsPer1000: number | null;
      readonly firstError: string | null;
      /** The warm-up, which the other numbers do not contain. */
      readonly cold: {
        /** Latencies in milliseconds, null without an answer. */
        readonly avgLatency: number | null;
        readonly p50Latency: number | null;
        readonly p95Latency: number | null;
        readonly maxLatency: number | null;
        /** Whether three windows in a row agreed within 10 %. */
        readonly settled: boolean;
        readonly windows: number;
        readonly requests: number;
        readonly errorCount: number;
        readonly durationMs: number;
        readonly firstLatency: number | null;
      };
      readonly rounds: readonly {
        readonly position: number;
        readonly p50Latency: number | null;
        readonly p95Latency: number | null;
        readonly p99Latency: number | null;
        readonly successCount: number;
        readonly errorCount: number;
        readonly throughputPerSecond: number;
      }[];
    }>>;
  /** Ratios of medians over rounds to the best one, with confidence intervals. */
  readonly comparisons: readonly {
    readonly name: string;
    readonly against: string;
    readonly latency: {
      readonly ratio: number;
      readonly lower: number;
      readonly upper: number;
    } | null;
    readonly throughput: {
      readonly ratio: number;
      readonly lower: number;
      readonly upper: number;
    } | null;
  }[];
  /** Whether all gave the same answers; without that nobody wins. */
  readonly parity: {
    readonly ok: boolean;
    /** Any JSON value. */
    readonly rule: unknown;
    readonly reference: string;
    readonly pairs: readonly {
      readonly name: string;
      readonly ok: boolean;
      readonly score: number | null;
      readonly largestDifference: number | null;
      readonly compared: number;
      readonly reason: string | null;
    }[];
  };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly iterations: number | null;
  readonly runBy: string | null;
  readonly notes: string | null;
};

export type Error = {
  /** What was expected, what came and what to do. */
  readonly error: string;
  readonly code: 'INVALID_INPUT' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'CONFLICT' | 'PRECONDITION_FAILED' | 'REQUEST_TIMEOUT' | 'TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE' | 'INVALID_MODEL' | 'RATE_LIMITED' | 'NOT_INSTALLED' | 'BAD_GATEWAY' | 'UNAVAILABLE' | 'DEADLINE_EXCEEDED' | 'MODEL_FAILED' | 'INTERNAL';
  readonly requestId: string;
};

/** What each operation takes and answers. */
export interface Operations {
  /** Ask a model for a prediction. */
  readonly postPredict: {
    readonly body: {
      /** modelId */
      readonly modelId?: string | undefined;
      /** The same as modelId. */
      readonly modelName?: string | undefined;
      /** Default: the production version, and without one the newest. */
      readonly version?: string | undefined;
      /** The same as version. */
      readonly modelVersion?: string | undefined;
      /** Input name → number, string, boolean, flat or nested array, or {data, shape}. One row may be given without its batch axis; the answer then has none either. */
      readonly features?: Readonly<Record<string, unknown>> | undefined;
      /** The same as features. */
      readonly inputs?: Readonly<Record<string, unknown>> | undefined;
      /** For models with one text input. */
      readonly text?: string | undefined;
      /** For models with one text input: a batch. */
      readonly texts?: readonly string[] | undefined;
      /** For chat models: what the user says. */
      readonly prompt?: string | undefined;
      /** For chat models: the conversation so far. The prediction is {text, finishReason}. */
      readonly messages?: readonly {
        readonly role: 'system' | 'user' | 'assistant' | 'tool';
        readonly content: string;
      }[] | undefined;
      readonly userId?: string | null | undefined;
      readonly sessionId?: string | null | undefined;
      /** Answer 504 when it takes longer. */
      readonly timeoutMs?: number | undefined;
    };
    readonly answer: {
      readonly inferenceId: string;
      /** Output name → value or nested arrays; integers beyond 2^53, NaN and infinities as strings. */
      readonly prediction: Readonly<Record<string, unknown>>;
      /** Largest class probability, averaged over the rows; absent when the model gives none. */
      readonly confidence?: number;
      readonly modelName: string;
      readonly modelVersion: string;
      /** What the artifact is made for. */
      readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama';
      readonly latencyMs: number;
    };
  };
  /** The server and the extensions of the protocol it has. */
  readonly getV2: {
    readonly answer: {
      readonly name: string;
      readonly version: string;
      readonly extensions: readonly string[];
    };
  };
  /** Whether the process answers. */
  readonly getV2HealthLive: {
    readonly answer: {
      readonly live: true;
    };
  };
  /** Whether the host can answer predictions; 503 while it starts or shuts down. */
  readonly getV2HealthReady: {
    readonly answer: {
      readonly ready: true;
      readonly live: true;
    };
  };
  /** Names of all models. */
  readonly getV2Models: {
    readonly answer: {
      readonly models: readonly string[];
    };
  };
  /** What the models in memory have done since they were loaded, on the thread that answers. */
  readonly getV2ModelsStats: {
    readonly answer: {
      readonly model_stats: readonly {
        readonly name: string;
        readonly version: string;
        /** Milliseconds since 1970, 0 for never. */
        readonly last_inference: number;
        /** Rows. */
        readonly inference_count: number;
        /** Batches. */
        readonly execution_count: number;
        readonly inference_stats: Readonly<Record<'success' | 'fail' | 'queue' | 'compute_input' | 'compute_infer' | 'compute_output' | 'cache_hit' | 'cache_miss', {
            readonly count: number;
            readonly ns: number;
          }>>;
        readonly batch_stats: readonly {
          readonly batch_size: number;
          readonly compute_input: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_infer: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_output: {
            readonly count: number;
            readonly ns: number;
          };
        }[];
        readonly memory_usage: readonly {
          readonly type: string;
          readonly id: number;
          readonly byte_size: number;
        }[];
      }[];
    };
  };
  /** What a model takes and gives; shapes have the batch axis. */
  readonly getV2ModelsModel: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly answer: {
      readonly name: string;
      readonly versions: readonly string[];
      readonly platform: string;
      readonly inputs: readonly {
        readonly name: string;
        readonly datatype: string;
        /** -1 is any size. */
        readonly shape: readonly number[];
      }[];
      readonly outputs: readonly {
        readonly name: string;
        readonly datatype: string;
        /** -1 is any size. */
        readonly shape: readonly number[];
      }[];
    };
  };
  /** What a model takes and gives; shapes have the batch axis. */
  readonly getV2ModelsModelVersionsVersion: {
    readonly params: {
      /** model */
      readonly model: string;
      /** version */
      readonly version: string;
    };
    readonly answer: {
      readonly name: string;
      readonly versions: readonly string[];
      readonly platform: string;
      readonly inputs: readonly {
        readonly name: string;
        readonly datatype: string;
        /** -1 is any size. */
        readonly shape: readonly number[];
      }[];
      readonly outputs: readonly {
        readonly name: string;
        readonly datatype: string;
        /** -1 is any size. */
        readonly shape: readonly number[];
      }[];
    };
  };
  /** Whether a model can answer: 200 also before its first request loads it; 503 while it loads. */
  readonly getV2ModelsModelReady: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly answer: {
      readonly name: string;
      readonly ready: true;
    };
  };
  /** Whether a model can answer: 200 also before its first request loads it; 503 while it loads. */
  readonly getV2ModelsModelVersionsVersionReady: {
    readonly params: {
      /** model */
      readonly model: string;
      /** version */
      readonly version: string;
    };
    readonly answer: {
      readonly name: string;
      readonly ready: true;
    };
  };
  /** A model's configuration in the form of Triton's. */
  readonly getV2ModelsModelConfig: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly answer: {
      readonly name: string;
      readonly platform: string;
      readonly version_policy: {
        readonly specific: {
          readonly versions: readonly string[];
        };
      };
      /** 0: requests do not run together. */
      readonly max_batch_size: number;
      readonly input: readonly {
        readonly name: string;
        readonly data_type: string;
        /** -1 is any size. */
        readonly dims: readonly number[];
      }[];
      readonly output: readonly {
        readonly name: string;
        readonly data_type: string;
        /** -1 is any size. */
        readonly dims: readonly number[];
      }[];
      readonly dynamic_batching?: Readonly<Record<string, unknown>>;
    };
  };
  /** A model's configuration in the form of Triton's. */
  readonly getV2ModelsModelVersionsVersionConfig: {
    readonly params: {
      /** model */
      readonly model: string;
      /** version */
      readonly version: string;
    };
    readonly answer: {
      readonly name: string;
      readonly platform: string;
      readonly version_policy: {
        readonly specific: {
          readonly versions: readonly string[];
        };
      };
      /** 0: requests do not run together. */
      readonly max_batch_size: number;
      readonly input: readonly {
        readonly name: string;
        readonly data_type: string;
        /** -1 is any size. */
        readonly dims: readonly number[];
      }[];
      readonly output: readonly {
        readonly name: string;
        readonly data_type: string;
        /** -1 is any size. */
        readonly dims: readonly number[];
      }[];
      readonly dynamic_batching?: Readonly<Record<string, unknown>>;
    };
  };
  /** What a model has done since it was loaded, on the thread that answers. */
  readonly getV2ModelsModelStats: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly answer: {
      readonly model_stats: readonly {
        readonly name: string;
        readonly version: string;
        /** Milliseconds since 1970, 0 for never. */
        readonly last_inference: number;
        /** Rows. */
        readonly inference_count: number;
        /** Batches. */
        readonly execution_count: number;
        readonly inference_stats: Readonly<Record<'success' | 'fail' | 'queue' | 'compute_input' | 'compute_infer' | 'compute_output' | 'cache_hit' | 'cache_miss', {
            readonly count: number;
            readonly ns: number;
          }>>;
        readonly batch_stats: readonly {
          readonly batch_size: number;
          readonly compute_input: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_infer: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_output: {
            readonly count: number;
            readonly ns: number;
          };
        }[];
        readonly memory_usage: readonly {
          readonly type: string;
          readonly id: number;
          readonly byte_size: number;
        }[];
      }[];
    };
  };
  /** What a model has done since it was loaded, on the thread that answers. */
  readonly getV2ModelsModelVersionsVersionStats: {
    readonly params: {
      /** model */
      readonly model: string;
      /** version */
      readonly version: string;
    };
    readonly answer: {
      readonly model_stats: readonly {
        readonly name: string;
        readonly version: string;
        /** Milliseconds since 1970, 0 for never. */
        readonly last_inference: number;
        /** Rows. */
        readonly inference_count: number;
        /** Batches. */
        readonly execution_count: number;
        readonly inference_stats: Readonly<Record<'success' | 'fail' | 'queue' | 'compute_input' | 'compute_infer' | 'compute_output' | 'cache_hit' | 'cache_miss', {
            readonly count: number;
            readonly ns: number;
          }>>;
        readonly batch_stats: readonly {
          readonly batch_size: number;
          readonly compute_input: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_infer: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_output: {
            readonly count: number;
            readonly ns: number;
          };
        }[];
        readonly memory_usage: readonly {
          readonly type: string;
          readonly id: number;
          readonly byte_size: number;
        }[];
      }[];
    };
  };
  /** Ask a model for a prediction, in JSON or with the binary tensor data extension. */
  readonly postV2ModelsModelInfer: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly body: {
      /** Comes back with the answer. */
      readonly id?: string | null | undefined;
      /** timeout in microseconds; binary_data_output for all outputs. */
      readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
      readonly inputs: readonly {
        readonly name: string;
        /** Whole numbers, one per axis. */
        readonly shape: readonly unknown[];
        /** BOOL, UINT8 … UINT64, INT8 … INT64, FP16, FP32, FP64 or BYTES. */
        readonly datatype: string;
        /** binary_data_size in bytes; content_type "base64" for BYTES. */
        readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
        /** Flat or nested, row-major. 64-bit integers may be strings, NaN and the infinities are. Absent when the data follows in binary form. */
        readonly data?: readonly unknown[] | undefined;
      }[];
      /** Default: all outputs, in the order of the model. */
      readonly outputs?: readonly {
        readonly name: string;
        /** Names with strings, numbers or booleans. */
        readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
      }[] | null | undefined;
    };
    readonly answer: {
      readonly model_name: string;
      readonly model_version: string;
      readonly id?: string;
      /** For POST /feedback. */
      readonly parameters: {
        readonly inference_id: string;
      };
      readonly outputs: readonly {
        readonly name: string;
        readonly shape: readonly number[];
        readonly datatype: string;
        readonly parameters?: Readonly<Record<string, unknown>>;
        /** Flat, row-major. */
        readonly data?: readonly unknown[];
      }[];
    };
  };
  /** Ask a model for a prediction, in JSON or with the binary tensor data extension. */
  readonly postV2ModelsModelVersionsVersionInfer: {
    readonly params: {
      /** model */
      readonly model: string;
      /** version */
      readonly version: string;
    };
    readonly body: {
      /** Comes back with the answer. */
      readonly id?: string | null | undefined;
      /** timeout in microseconds; binary_data_output for all outputs. */
      readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
      readonly inputs: readonly {
        readonly name: string;
        /** Whole numbers, one per axis. */
        readonly shape: readonly unknown[];
        /** BOOL, UINT8 … UINT64, INT8 … INT64, FP16, FP32, FP64 or BYTES. */
        readonly datatype: string;
        /** binary_data_size in bytes; content_type "base64" for BYTES. */
        readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
        /** Flat or nested, row-major. 64-bit integers may be strings, NaN and the infinities are. Absent when the data follows in binary form. */
        readonly data?: readonly unknown[] | undefined;
      }[];
      /** Default: all outputs, in the order of the model. */
      readonly outputs?: readonly {
        readonly name: string;
        /** Names with strings, numbers or booleans. */
        readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
      }[] | null | undefined;
    };
    readonly answer: {
      readonly model_name: string;
      readonly model_version: string;
      readonly id?: string;
      /** For POST /feedback. */
      readonly parameters: {
        readonly inference_id: string;
      };
      readonly outputs: readonly {
        readonly name: string;
        readonly shape: readonly number[];
        readonly datatype: string;
        readonly parameters?: Readonly<Record<string, unknown>>;
        /** Flat, row-major. */
        readonly data?: readonly unknown[];
      }[];
    };
  };
  /** Every version of every model, and whether it is in memory on the thread that answers. */
  readonly postV2RepositoryIndex: {
    readonly body: {
      /** true: only what is in memory. */
      readonly ready?: boolean | null | undefined;
    };
    readonly answer: readonly {
      readonly name: string;
      readonly version: string;
      readonly state: string;
      readonly reason: string;
    }[];
  };
  /** Load the version of a model that answers now, on the thread that answers. */
  readonly postV2RepositoryModelsModelLoad: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly body: {
      readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
    };
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** Free the memory of all versions of a model, on the thread that answers; the next request loads it again. */
  readonly postV2RepositoryModelsModelUnload: {
    readonly params: {
      /** model */
      readonly model: string;
    };
    readonly body: {
      readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
    };
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** Vectors of texts, as OpenAI answers them. */
  readonly postV1Embeddings: {
    readonly body: {
      /** modelId, or modelId:version. */
      readonly model: string;
      readonly input: string | readonly string[] | readonly number[] | readonly (readonly number[])[];
      /** Default float. */
      readonly encoding_format?: 'float' | 'base64' | null | undefined;
      /** The first so many of each vector, scaled to length 1 again. */
      readonly dimensions?: number | null | undefined;
      /** Kept with the recorded event. */
      readonly user?: string | null | undefined;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly object: 'list';
      readonly model: string;
      readonly data: readonly {
        readonly object: 'embedding';
        readonly index: number;
        /** Numbers, or the base64 of little-endian 32-bit floats. */
        readonly embedding: readonly number[] | string;
      }[];
      /** Of the model’s own tokens; 0 where it does not count them. */
      readonly usage: {
        readonly prompt_tokens: number;
        readonly total_tokens: number;
      };
    };
  };
  /** Continue a conversation, as OpenAI answers it; with "stream" as server-sent events. */
  readonly postV1ChatCompletions: {
    readonly body: {
      /** modelId, or modelId:version. */
      readonly model: string;
      readonly messages: readonly {
        readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function';
        readonly content?: string | readonly {
          readonly type: string;
          readonly text?: string | undefined;
          readonly [name: string]: unknown;
        }[] | null | undefined;
        readonly [name: string]: unknown;
      }[];
      readonly temperature?: number | null | undefined;
      readonly top_p?: number | null | undefined;
      readonly max_tokens?: number | null | undefined;
      /** The same as max_tokens. */
      readonly max_completion_tokens?: number | null | undefined;
      readonly stop?: string | readonly string[] | null | undefined;
      readonly seed?: number | null | undefined;
      readonly n?: 1 | null | undefined;
      /** Answer with server-sent events. */
      readonly stream?: boolean | null | undefined;
      readonly stream_options?: {
        readonly include_usage?: boolean | null | undefined;
      } | null | undefined;
      readonly response_format?: {
        readonly type: 'text';
        readonly [name: string]: unknown;
      } | null | undefined;
      /** Kept with the recorded event. */
      readonly user?: string | null | undefined;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly id: string;
      readonly object: 'chat.completion';
      /** Seconds since 1970. */
      readonly created: number;
      readonly model: string;
      readonly choices: readonly {
        readonly index: number;
        readonly message: {
          readonly role: 'assistant';
          readonly content: string;
          readonly refusal: null;
        };
        readonly logprobs: null;
        readonly finish_reason: 'stop' | 'length';
      }[];
      /** 0 where the runtime does not say. */
      readonly usage: {
        readonly prompt_tokens: number;
        readonly completion_tokens: number;
        readonly total_tokens: number;
      };
    };
  };
  /** The models there are, as OpenAI lists them. */
  readonly getV1Models: {
    readonly answer: {
      readonly object: 'list';
      readonly data: readonly {
        readonly id: string;
        readonly object: 'model';
        /** Seconds since 1970. */
        readonly created: number;
        readonly owned_by: string;
      }[];
    };
  };
  /** One model, as OpenAI shows it. */
  readonly getV1ModelsId: {
    readonly params: {
      /** modelId, or modelId:version */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly object: 'model';
      /** Seconds since 1970. */
      readonly created: number;
      readonly owned_by: string;
    };
  };
  /** Continue a conversation, as Ollama answers it. */
  readonly postApiChat: {
    readonly body: {
      /** modelId, modelId:version, or modelId:latest for the one that answers. */
      readonly model: string;
      /** Without any the model is only loaded. */
      readonly messages?: readonly {
        readonly role: 'system' | 'user' | 'assistant' | 'tool';
        readonly content: string;
        readonly [name: string]: unknown;
      }[] | null | undefined;
      /** Lines of JSON as the answer comes. Default true. */
      readonly stream?: boolean | null | undefined;
      readonly options?: {
        readonly temperature?: number | null | undefined;
        readonly top_p?: number | null | undefined;
        /** Tokens at most; -1 for no limit. */
        readonly num_predict?: number | null | undefined;
        readonly stop?: string | readonly string[] | null | undefined;
        readonly seed?: number | null | undefined;
        readonly [name: string]: unknown;
      } | null | undefined;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly model: string;
      readonly created_at: string;
      readonly message: {
        readonly role: 'assistant';
        readonly content: string;
      };
      readonly done: boolean;
      readonly done_reason?: 'stop' | 'length' | 'load';
      /** Nanoseconds, as all durations here. */
      readonly total_duration?: number;
      readonly load_duration?: number;
      /** 0 where the runtime does not say. */
      readonly prompt_eval_count?: number;
      readonly prompt_eval_duration?: number;
      readonly eval_count?: number;
      readonly eval_duration?: number;
    };
  };
  /** Answer a prompt, as Ollama does. */
  readonly postApiGenerate: {
    readonly body: {
      /** modelId, modelId:version, or modelId:latest for the one that answers. */
      readonly model: string;
      /** Without one the model is only loaded. */
      readonly prompt?: string | null | undefined;
      readonly system?: string | null | undefined;
      /** Lines of JSON as the answer comes. Default true. */
      readonly stream?: boolean | null | undefined;
      readonly options?: {
        readonly temperature?: number | null | undefined;
        readonly top_p?: number | null | undefined;
        /** Tokens at most; -1 for no limit. */
        readonly num_predict?: number | null | undefined;
        readonly stop?: string | readonly string[] | null | undefined;
        readonly seed?: number | null | undefined;
        readonly [name: string]: unknown;
      } | null | undefined;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly model: string;
      readonly created_at: string;
      readonly response: string;
      readonly done: boolean;
      readonly done_reason?: 'stop' | 'length' | 'load';
      /** Nanoseconds, as all durations here. */
      readonly total_duration?: number;
      readonly load_duration?: number;
      /** 0 where the runtime does not say. */
      readonly prompt_eval_count?: number;
      readonly prompt_eval_duration?: number;
      readonly eval_count?: number;
      readonly eval_duration?: number;
    };
  };
  /** Vectors of texts, as Ollama answers them. */
  readonly postApiEmbed: {
    readonly body: {
      /** modelId, modelId:version, or modelId:latest for the one that answers. */
      readonly model: string;
      readonly input: string | readonly string[];
      /** The first so many of each vector. */
      readonly dimensions?: number | null | undefined;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly model: string;
      readonly embeddings: readonly (readonly number[])[];
      /** Nanoseconds. */
      readonly total_duration: number;
      readonly load_duration: number;
      /** 0 where the model does not count tokens. */
      readonly prompt_eval_count: number;
    };
  };
  /** The vector of one text, in the older form of Ollama. */
  readonly postApiEmbeddings: {
    readonly body: {
      /** modelId, modelId:version, or modelId:latest for the one that answers. */
      readonly model: string;
      readonly prompt: string;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly embedding: readonly number[];
    };
  };
  /** The models there are, as Ollama lists them. */
  readonly getApiTags: {
    readonly answer: {
      readonly models: readonly {
        readonly name: string;
        readonly model: string;
        readonly modified_at: string;
        /** Bytes of the artifact. */
        readonly size: number;
        /** SHA-256 of the artifact. */
        readonly digest: string;
        readonly details: {
          readonly parent_model: string;
          readonly format: string;
          readonly family: string;
          readonly families: readonly string[];
          /** Empty: nobody knows it here. */
          readonly parameter_size: string;
          readonly quantization_level: string;
        };
      }[];
    };
  };
  /** The models in memory, as Ollama lists them. */
  readonly getApiPs: {
    readonly answer: {
      readonly models: readonly {
        readonly name: string;
        readonly model: string;
        /** Bytes of the artifact. */
        readonly size: number;
        /** SHA-256 of the artifact. */
        readonly digest: string;
        readonly details: {
          readonly parent_model: string;
          readonly format: string;
          readonly family: string;
          readonly families: readonly string[];
          /** Empty: nobody knows it here. */
          readonly parameter_size: string;
          readonly quantization_level: string;
        };
        /** Now: a model leaves when its memory is needed. */
        readonly expires_at: string;
        readonly size_vram: number;
      }[];
    };
  };
  /** One model, as Ollama shows it. */
  readonly postApiShow: {
    readonly body: {
      /** modelId, modelId:version, or modelId:latest for the one that answers. */
      readonly model: string;
      readonly [name: string]: unknown;
    };
    readonly answer: {
      readonly details: {
        readonly parent_model: string;
        readonly format: string;
        readonly family: string;
        readonly families: readonly string[];
        /** Empty: nobody knows it here. */
        readonly parameter_size: string;
        readonly quantization_level: string;
      };
      readonly model_info: Readonly<Record<string, string>>;
      readonly capabilities: readonly ('completion' | 'embedding')[];
      readonly modified_at: string;
    };
  };
  /** The version of this host, as Ollama tells its own. */
  readonly getApiVersion: {
    readonly answer: {
      readonly version: string;
    };
  };
  /** Tell what really happened after one or many predictions. */
  readonly postFeedback: {
    readonly body: {
      /** inferenceId */
      readonly inferenceId: string;
      /** What really happened, for example {"class": 1}. */
      readonly outcome: unknown;
      readonly correct?: boolean | undefined;
      /** When it was observed, milliseconds since 1970; default now. The latest counts. */
      readonly feedbackTimestamp?: number | undefined;
    } | readonly {
      /** inferenceId */
      readonly inferenceId: string;
      /** What really happened, for example {"class": 1}. */
      readonly outcome: unknown;
      readonly correct?: boolean | undefined;
      /** When it was observed, milliseconds since 1970; default now. The latest counts. */
      readonly feedbackTimestamp?: number | undefined;
    }[];
    readonly answer: {
      readonly success: true;
      readonly inferenceId?: string;
      readonly inferenceIds?: readonly string[];
    };
  };
  /** Upload a model version as multipart; it becomes visible once it has been loaded. */
  readonly postModelUpload: {
    readonly body: {
      /** modelId */
      readonly modelId: string;
      /** version */
      readonly version: string;
      /** What the artifact is made for. */
      readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama';
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
      /** inputSchema: JSON, or a string holding JSON. */
      readonly inputSchema?: unknown;
      /** outputSchema: JSON, or a string holding JSON. */
      readonly outputSchema?: unknown;
      /** metadata: JSON, or a string holding JSON. */
      readonly metadata?: unknown;
      /** The version it was made from. Default: the one that answers now. */
      readonly parentVersion?: string | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      readonly version: string;
      readonly uploadedAt: number;
      readonly sha256: string;
      readonly sizeBytes: number;
    };
  };
  /** All versions of a model, newest first. */
  readonly getModelVersions: {
    readonly query: {
      /** modelId */
      readonly modelId: string;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly modelId: string;
      readonly versions: readonly ModelVersion[];
      readonly nextCursor?: string;
    };
  };
  /** One version of a model, or what an alias stands for: metadata read from its file, schema, stage, SHA-256. */
  readonly getModelModelIdVersion: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** version */
      readonly version: string;
    };
    readonly answer: ModelVersion;
  };
  /** Delete a version; refused while it is in production or has an alias. */
  readonly deleteModelModelIdVersion: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** version */
      readonly version: string;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      readonly version: string;
    };
  };
  /** Upload a model version as raw bytes. */
  readonly putModelModelIdVersionBlob: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** version */
      readonly version: string;
    };
    readonly query: {
      /** What the artifact is made for. */
      readonly framework?: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | undefined;
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
    };
    readonly body: BinaryBody;
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      readonly version: string;
      readonly uploadedAt: number;
      readonly sha256: string;
      readonly sizeBytes: number;
    };
  };
  /** All model versions, newest first. */
  readonly getModels: {
    readonly query: {
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
      /** What the artifact is made for. */
      readonly framework?: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly models: readonly ModelVersion[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** Take a version to another stage; into production it is loaded first, and the one there before is archived. */
  readonly postModelsModelIdVersionPromote: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** A version or an alias. */
      readonly version: string;
    };
    readonly body: {
      /** Where the version stands in its life. */
      readonly stage: 'development' | 'candidate' | 'staging' | 'production' | 'archived';
      /** Who does this, where the host does not know its callers by name; a known user counts instead. */
      readonly by?: string | undefined;
      /** Why; stands in the history. */
      readonly reason?: string | undefined;
      /** Needed into production and out of it, unless the host knows the caller. */
      readonly approvedBy?: string | undefined;
      /** features, as for /predict, that the version has to answer before it goes into production. */
      readonly warmUp?: Readonly<Record<string, unknown>> | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      /** Of the model; its ETag, for If-Match. */
      readonly revision: number;
      readonly production: string | null;
      /** What answers requests without a version. */
      readonly serving: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** The last change to the model: this one, unless nothing was to do. */
      readonly change: ModelChange | null;
    };
  };
  /** Bring the production version before back, or a named one; the next rollback goes further back. */
  readonly postModelsModelIdRollback: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
    };
    readonly body: {
      /** A version that was in production, or an alias. */
      readonly version?: string | undefined;
      /** Who does this, where the host does not know its callers by name; a known user counts instead. */
      readonly by?: string | undefined;
      /** Why; stands in the history. */
      readonly reason?: string | undefined;
      /** Who approves it. */
      readonly approvedBy?: string | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      /** Of the model; its ETag, for If-Match. */
      readonly revision: number;
      readonly production: string | null;
      /** What answers requests without a version. */
      readonly serving: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** The last change to the model: this one, unless nothing was to do. */
      readonly change: ModelChange | null;
    };
  };
  /** Record what testing a version showed; staging takes what has passed. */
  readonly postModelsModelIdVersionValidation: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** A version or an alias. */
      readonly version: string;
    };
    readonly body: {
      readonly passed: boolean;
      readonly metrics?: Readonly<Record<string, number>> | undefined;
      /** Anything else. */
      readonly notes?: string | undefined;
      /** Who does this, where the host does not know its callers by name; a known user counts instead. */
      readonly by?: string | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      /** Of the model; its ETag, for If-Match. */
      readonly revision: number;
      readonly production: string | null;
      /** What answers requests without a version. */
      readonly serving: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** The last change to the model: this one, unless nothing was to do. */
      readonly change: ModelChange | null;
    };
  };
  /** What answers requests without a version: the production version, else the newest that is not archived. */
  readonly getModelsModelIdActive: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
    };
    readonly answer: {
      readonly modelId: string;
      readonly version: string;
      /** Where the version stands in its life. */
      readonly stage: 'development' | 'candidate' | 'staging' | 'production' | 'archived';
      /** Milliseconds since 1970; null when it was before the history. */
      readonly since: number | null;
      readonly revision: number;
      readonly production: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** Where rollbacks lead, the next one first. */
      readonly previous: readonly string[];
      readonly model: ModelVersion;
    };
  };
  /** Every change to a model, newest first; with `at` also what answered at that moment. */
  readonly getModelsModelIdHistory: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
    };
    readonly query: {
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly at?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly modelId: string;
      readonly revision: number;
      /** What answered requests without a version at `at`, else now; on the first page only. */
      readonly serving?: {
        readonly version: string;
        readonly since: number | null;
        readonly isProduction: boolean;
        /** Of the last change up to that moment. */
        readonly revision: number;
      } | null;
      readonly changes: readonly ModelChange[];
      readonly nextCursor?: string;
    };
  };
  /** The aliases of a model: names that stand for a version wherever one is asked for. */
  readonly getModelsModelIdAliases: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
    };
    readonly answer: {
      readonly modelId: string;
      readonly revision: number;
      readonly aliases: Readonly<Record<string, string>>;
    };
  };
  /** Set an alias, or move it to another version. */
  readonly putModelsModelIdAliasesAlias: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** alias */
      readonly alias: string;
    };
    readonly body: {
      /** A version, or another alias for what it stands for now. */
      readonly version: string;
      /** Who does this, where the host does not know its callers by name; a known user counts instead. */
      readonly by?: string | undefined;
      /** Why; stands in the history. */
      readonly reason?: string | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      /** Of the model; its ETag, for If-Match. */
      readonly revision: number;
      readonly production: string | null;
      /** What answers requests without a version. */
      readonly serving: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** The last change to the model: this one, unless nothing was to do. */
      readonly change: ModelChange | null;
    };
  };
  /** Take an alias away; the version stays. */
  readonly deleteModelsModelIdAliasesAlias: {
    readonly params: {
      /** modelId */
      readonly modelId: string;
      /** alias */
      readonly alias: string;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      /** Of the model; its ETag, for If-Match. */
      readonly revision: number;
      readonly production: string | null;
      /** What answers requests without a version. */
      readonly serving: string | null;
      readonly aliases: Readonly<Record<string, string>>;
      /** The last change to the model: this one, unless nothing was to do. */
      readonly change: ModelChange | null;
    };
  };
  /** Delete artifacts that no version names, and, if asked to, versions archived long ago; for administrators. */
  readonly postModelsGarbageCollection: {
    readonly body: {
      /** Only tell what would be deleted. */
      readonly dryRun?: boolean | undefined;
      /** Artifacts younger than this stay, as an upload may be about to name them. Default one hour. */
      readonly olderThanMs?: number | undefined;
      /** Also remove versions that were archived and left alone for longer, but none that has an alias or that a rollback would bring back. Default: remove no version. */
      readonly archivedForDays?: number | undefined;
    };
    readonly answer: {
      readonly dryRun: boolean;
      readonly versions: readonly {
        readonly modelId: string;
        readonly version: string;
        readonly sha256: string;
      }[];
      readonly artifacts: readonly {
        readonly sha256: string;
        readonly sizeBytes: number;
        readonly storedAt: number;
      }[];
      /** Of all these artifacts. */
      readonly sizeBytes: number;
    };
  };
  /** What the metadata of a model may say, as JSON Schema. */
  readonly getSchemasModelMetadataJson: {
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** Upload a model version as JSON with a base64 modelBlob. */
  readonly postModel: {
    readonly body: {
      /** modelId */
      readonly modelId?: string | undefined;
      /** version */
      readonly version?: string | undefined;
      /** What the artifact is made for. */
      readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama';
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
      /** inputSchema: JSON, or a string holding JSON. */
      readonly inputSchema?: unknown;
      /** outputSchema: JSON, or a string holding JSON. */
      readonly outputSchema?: unknown;
      /** metadata: JSON, or a string holding JSON. */
      readonly metadata?: unknown;
      /** The version it was made from. Default: the one that answers now. */
      readonly parentVersion?: string | undefined;
      /** The same as modelId. */
      readonly modelName?: string | undefined;
      /** The same as version. */
      readonly modelVersion?: string | undefined;
      /** The model file in base64; for Ollama a JSON string such as {"modelName":"llama3.2","mode":"chat"}. */
      readonly modelBlob: string;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      readonly version: string;
      readonly uploadedAt: number;
      readonly sha256: string;
      readonly sizeBytes: number;
    };
  };
  /** All model versions as a plain list, as Harper lists a table. */
  readonly getModel: {
    readonly query: {
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
      /** What the artifact is made for. */
      readonly framework?: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: readonly ModelVersion[];
  };
  /** One model version by its row id. */
  readonly getModelId: {
    readonly params: {
      /** modelId:version */
      readonly id: string;
    };
    readonly answer: ModelVersion;
  };
  /** Delete a version by its row id; refused while it is in production or has an alias. */
  readonly deleteModelId: {
    readonly params: {
      /** modelId:version */
      readonly id: string;
    };
    readonly answer: {
      readonly success: true;
      readonly modelId: string;
      readonly version: string;
    };
  };
  /** One recorded prediction with its feedback. */
  readonly getInferenceEventId: {
    readonly params: {
      /** inferenceId */
      readonly id: string;
    };
    readonly answer: InferenceEvent;
  };
  /** The same as POST /feedback, by id; takes the place of what is there. */
  readonly putInferenceEventId: {
    readonly params: {
      /** inferenceId */
      readonly id: string;
    };
    readonly body: {
      /** What really happened, for example {"class": 1} or "setosa". */
      readonly actualOutcome: unknown;
      /** When it was observed, milliseconds since 1970; default now. The latest counts. */
      readonly feedbackTimestamp?: number | undefined;
      readonly correct?: boolean | undefined;
    };
    readonly answer: InferenceEvent;
  };
  /** Recorded predictions, newest first. */
  readonly getMonitoringEvents: {
    readonly query: {
      /** modelId */
      readonly modelId?: string | undefined;
      /** userId */
      readonly userId?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly startTime?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly endTime?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly events: readonly InferenceEvent[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** Counts, latency percentiles, error rate, confidence and accuracy of a model. */
  readonly getMonitoringMetrics: {
    readonly query: {
      /** modelId */
      readonly modelId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly startTime?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly endTime?: string | undefined;
    };
    readonly answer: {
      readonly modelId: string;
      readonly count: number;
      readonly avgLatency: number | null;
      readonly p50Latency: number | null;
      readonly p95Latency: number | null;
      readonly p99Latency: number | null;
      readonly maxLatency: number | null;
      readonly errorRate: number | null;
      readonly avgConfidence: number | null;
      readonly accuracy: number | null;
      /** Predictions with feedback that says whether they were right. */
      readonly judged: number;
    };
  };
  /** Metrics of a model and of each of its versions, piece by piece; pieces without a prediction are left out. */
  readonly getMonitoringMetricsModelName: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly query: {
      /** Default 5min; days are those of UTC. */
      readonly granularity?: '5min' | 'hourly' | 'daily' | undefined;
      /** Widened to a whole piece. Default 288 pieces before `to`. */
      readonly from?: string | undefined;
      /** Widened to a whole piece. Default now. */
      readonly to?: string | undefined;
      /** version */
      readonly version?: string | undefined;
    };
    readonly answer: {
      readonly modelName: string;
      readonly granularity: string;
      readonly from: number;
      readonly to: number;
      readonly buckets: readonly {
        readonly startTime: number;
        readonly endTime: number;
        readonly count: number;
        readonly avgLatency: number | null;
        readonly p50Latency: number | null;
        readonly p95Latency: number | null;
        readonly p99Latency: number | null;
        readonly maxLatency: number | null;
        readonly errorRate: number | null;
        readonly avgConfidence: number | null;
        readonly accuracy: number | null;
        /** Predictions with feedback that says whether they were right. */
        readonly judged: number;
        /** Predictions per second. */
        readonly throughput: number;
        readonly versions: Readonly<Record<string, {
            readonly count: number;
            readonly avgLatency: number | null;
            readonly p50Latency: number | null;
            readonly p95Latency: number | null;
            readonly p99Latency: number | null;
            readonly maxLatency: number | null;
            readonly errorRate: number | null;
            readonly avgConfidence: number | null;
            readonly accuracy: number | null;
            /** Predictions with feedback that says whether they were right. */
            readonly judged: number;
            /** Predictions per second. */
            readonly throughput: number;
          }>>;
      }[];
      readonly total: {
        readonly count: number;
        readonly avgLatency: number | null;
        readonly p50Latency: number | null;
        readonly p95Latency: number | null;
        readonly p99Latency: number | null;
        readonly maxLatency: number | null;
        readonly errorRate: number | null;
        readonly avgConfidence: number | null;
        readonly accuracy: number | null;
        /** Predictions with feedback that says whether they were right. */
        readonly judged: number;
      };
    };
  };
  /** Metrics of the last minutes, over all threads; those of another thread are a second old. */
  readonly getMonitoringMetricsModelNameRealtime: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly query: {
      /** This minute and those before it, default 5. */
      readonly minutes?: number | undefined;
    };
    readonly answer: {
      readonly startTime: number;
      readonly endTime: number;
      readonly count: number;
      readonly avgLatency: number | null;
      readonly p50Latency: number | null;
      readonly p95Latency: number | null;
      readonly p99Latency: number | null;
      readonly maxLatency: number | null;
      readonly errorRate: number | null;
      readonly avgConfidence: number | null;
      readonly accuracy: number | null;
      /** Predictions with feedback that says whether they were right. */
      readonly judged: number;
      /** Predictions per second. */
      readonly throughput: number;
      readonly versions: Readonly<Record<string, {
          readonly count: number;
          readonly avgLatency: number | null;
          readonly p50Latency: number | null;
          readonly p95Latency: number | null;
          readonly p99Latency: number | null;
          readonly maxLatency: number | null;
          readonly errorRate: number | null;
          readonly avgConfidence: number | null;
          readonly accuracy: number | null;
          /** Predictions with feedback that says whether they were right. */
          readonly judged: number;
          /** Predictions per second. */
          readonly throughput: number;
        }>>;
      readonly modelName: string;
    };
  };
  /** How a model is watched. */
  readonly getMonitoringConfigModelName: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly answer: {
      readonly modelName: string;
      readonly events: {
        /** Share of the predictions whose events are stored; metrics count all. Default 1. */
        readonly samplingRate: number;
        /** Fields never stored, as featuresIn.email or prediction.name. Default none. */
        readonly redact: readonly string[];
        /** Days after which events are deleted; metrics stay. Default 30. */
        readonly retentionDays: number;
        /** Whether a prediction is answered only once its event is written. Default false. */
        readonly durable: boolean;
      };
      readonly drift: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled: boolean;
        /** Between two checks; default 1h. */
        readonly every: string;
        /** Of the events a check looks at; default 1d. */
        readonly window: string;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples: number;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha: number;
        /** Columns to look at; null: all. */
        readonly columns: readonly string[] | null;
        /** From which size an effect matters, by its name. */
        readonly thresholds: Readonly<Record<string, number>>;
        /** Tests by column, where the choice is not to be automatic. */
        readonly tests: Readonly<Record<string, string>>;
      };
      readonly quality: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled: boolean;
        /** Between two checks; default 1h. */
        readonly every: string;
        /** Of the events a check looks at; default 1d. */
        readonly window: string;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples: number;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha: number;
        /** What the values of a column have to be. */
        readonly rules: Readonly<Record<string, {
            readonly required?: boolean;
            readonly minimum?: number;
            readonly maximum?: number;
            readonly values?: readonly string[];
            readonly pattern?: string;
            readonly minimumLength?: number;
            readonly maximumLength?: number;
          }>>;
      };
      readonly retraining: {
        /** Whether retraining is proposed without being asked for. Default false. */
        readonly enabled: boolean;
        /** From which drift score on; default 0.5; null: never. */
        readonly driftScore: number | null;
        /** From which drop of accuracy on that a test confirms; default 0.1; null: never. */
        readonly accuracyDrop: number | null;
        /** Above which share of failures over a day; default 0.1; null: never. */
        readonly errorRate: number | null;
        /** From how many new predictions with feedback on; default 1000; null: never. */
        readonly newLabelled: number | null;
        /** After how long; default 7d; null: never. */
        readonly every: string | null;
        /** Between two requests for one cause; default 1d. */
        readonly minimumInterval: string;
        /** Without so many nothing is proposed. Default 100. */
        readonly minimumNewLabelled: number;
      };
      readonly updatedAt: number | null;
    };
  };
  /** Change how a model is watched; what is not given stays as it is. */
  readonly putMonitoringConfigModelName: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly body: {
      readonly events?: {
        /** Share of the predictions whose events are stored; metrics count all. Default 1. */
        readonly samplingRate?: number | undefined;
        /** Fields never stored, as featuresIn.email or prediction.name. Default none. */
        readonly redact?: readonly string[] | undefined;
        /** Days after which events are deleted; metrics stay. Default 30. */
        readonly retentionDays?: number | undefined;
        /** Whether a prediction is answered only once its event is written. Default false. */
        readonly durable?: boolean | undefined;
      } | undefined;
      readonly drift?: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled?: boolean | undefined;
        /** Between two checks; default 1h. */
        readonly every?: string | undefined;
        /** Of the events a check looks at; default 1d. */
        readonly window?: string | undefined;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples?: number | undefined;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha?: number | undefined;
        /** Columns to look at; null: all. */
        readonly columns?: readonly string[] | null | undefined;
        /** From which size an effect matters, by its name. */
        readonly thresholds?: Readonly<Record<string, number>> | undefined;
        /** Tests by column, where the choice is not to be automatic. */
        readonly tests?: Readonly<Record<string, string>> | undefined;
      } | undefined;
      readonly quality?: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled?: boolean | undefined;
        /** Between two checks; default 1h. */
        readonly every?: string | undefined;
        /** Of the events a check looks at; default 1d. */
        readonly window?: string | undefined;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples?: number | undefined;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha?: number | undefined;
        /** What the values of a column have to be. */
        readonly rules?: Readonly<Record<string, {
            readonly required?: boolean | undefined;
            readonly minimum?: number | undefined;
            readonly maximum?: number | undefined;
            readonly values?: readonly string[] | undefined;
            readonly pattern?: string | undefined;
            readonly minimumLength?: number | undefined;
            readonly maximumLength?: number | undefined;
          }>> | undefined;
      } | undefined;
      readonly retraining?: {
        /** Whether retraining is proposed without being asked for. Default false. */
        readonly enabled?: boolean | undefined;
        /** From which drift score on; default 0.5; null: never. */
        readonly driftScore?: number | null | undefined;
        /** From which drop of accuracy on that a test confirms; default 0.1; null: never. */
        readonly accuracyDrop?: number | null | undefined;
        /** Above which share of failures over a day; default 0.1; null: never. */
        readonly errorRate?: number | null | undefined;
        /** From how many new predictions with feedback on; default 1000; null: never. */
        readonly newLabelled?: number | null | undefined;
        /** After how long; default 7d; null: never. */
        readonly every?: string | null | undefined;
        /** Between two requests for one cause; default 1d. */
        readonly minimumInterval?: string | undefined;
        /** Without so many nothing is proposed. Default 100. */
        readonly minimumNewLabelled?: number | undefined;
      } | undefined;
    };
    readonly answer: {
      readonly modelName: string;
      readonly events: {
        /** Share of the predictions whose events are stored; metrics count all. Default 1. */
        readonly samplingRate: number;
        /** Fields never stored, as featuresIn.email or prediction.name. Default none. */
        readonly redact: readonly string[];
        /** Days after which events are deleted; metrics stay. Default 30. */
        readonly retentionDays: number;
        /** Whether a prediction is answered only once its event is written. Default false. */
        readonly durable: boolean;
      };
      readonly drift: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled: boolean;
        /** Between two checks; default 1h. */
        readonly every: string;
        /** Of the events a check looks at; default 1d. */
        readonly window: string;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples: number;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha: number;
        /** Columns to look at; null: all. */
        readonly columns: readonly string[] | null;
        /** From which size an effect matters, by its name. */
        readonly thresholds: Readonly<Record<string, number>>;
        /** Tests by column, where the choice is not to be automatic. */
        readonly tests: Readonly<Record<string, string>>;
      };
      readonly quality: {
        /** Whether it is checked on schedule. Default true. */
        readonly enabled: boolean;
        /** Between two checks; default 1h. */
        readonly every: string;
        /** Of the events a check looks at; default 1d. */
        readonly window: string;
        /** Rows that a verdict needs; default 100. */
        readonly minimumSamples: number;
        /** Level of the adjusted p-values; default 0.001. */
        readonly alpha: number;
        /** What the values of a column have to be. */
        readonly rules: Readonly<Record<string, {
            readonly required?: boolean;
            readonly minimum?: number;
            readonly maximum?: number;
            readonly values?: readonly string[];
            readonly pattern?: string;
            readonly minimumLength?: number;
            readonly maximumLength?: number;
          }>>;
      };
      readonly retraining: {
        /** Whether retraining is proposed without being asked for. Default false. */
        readonly enabled: boolean;
        /** From which drift score on; default 0.5; null: never. */
        readonly driftScore: number | null;
        /** From which drop of accuracy on that a test confirms; default 0.1; null: never. */
        readonly accuracyDrop: number | null;
        /** Above which share of failures over a day; default 0.1; null: never. */
        readonly errorRate: number | null;
        /** From how many new predictions with feedback on; default 1000; null: never. */
        readonly newLabelled: number | null;
        /** After how long; default 7d; null: never. */
        readonly every: string | null;
        /** Between two requests for one cause; default 1d. */
        readonly minimumInterval: string;
        /** Without so many nothing is proposed. Default 100. */
        readonly minimumNewLabelled: number;
      };
      readonly updatedAt: number | null;
    };
  };
  /** What drift checks of a model found, newest first. */
  readonly getMonitoringDriftModelName: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly query: {
      /** When it was checked, or later. */
      readonly from?: string | undefined;
      /** Before then. */
      readonly to?: string | undefined;
      /** version */
      readonly version?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly modelName: string;
      readonly checks: readonly DriftMetrics[];
      readonly nextCursor?: string;
    };
  };
  /** Compare the events of a window with the baseline, now. */
  readonly postMonitoringDriftModelNameCheck: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly body: {
      /** Default: the version that answers. */
      readonly version?: string | undefined;
      /** A duration up to now, as 30m or 6h; default as configured. */
      readonly window?: string | undefined;
      /** Instead of `window`. */
      readonly from?: number | string | undefined;
      /** Default now. */
      readonly to?: number | string | undefined;
      /** Default all. */
      readonly kinds?: readonly ('input' | 'prediction' | 'concept')[] | undefined;
    };
    readonly answer: DriftMetrics;
  };
  /** Make the events of a window what a version is compared with. */
  readonly postMonitoringDriftModelNameBaseline: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly body: {
      /** Default: the version that answers. */
      readonly version?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly from: number | string;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly to: number | string;
    };
    readonly answer: {
      readonly ok: true;
      readonly modelName: string;
      readonly version: string;
      readonly from: number;
      readonly to: number;
      readonly fittedAt: number;
      readonly rows: number;
      /** Predictions with feedback. */
      readonly labelled: number;
    } | {
      readonly ok: false;
      readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
      readonly needed?: number;
      readonly received?: number;
      readonly detail: string;
    };
  };
  /** What checks of the quality of a model's inputs found, newest first. */
  readonly getMonitoringQualityModelName: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly query: {
      /** When it was checked, or later. */
      readonly from?: string | undefined;
      /** Before then. */
      readonly to?: string | undefined;
      /** version */
      readonly version?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly modelName: string;
      readonly checks: readonly DataQualityMetrics[];
      readonly nextCursor?: string;
    };
  };
  /** Look at the quality of the inputs of a window, now. */
  readonly postMonitoringQualityModelNameCheck: {
    readonly params: {
      /** modelName */
      readonly modelName: string;
    };
    readonly body: {
      /** Default: the version that answers. */
      readonly version?: string | undefined;
      /** A duration up to now, as 30m or 6h; default as configured. */
      readonly window?: string | undefined;
      /** Instead of `window`. */
      readonly from?: number | string | undefined;
      /** Default now. */
      readonly to?: number | string | undefined;
    };
    readonly answer: DataQualityMetrics;
  };
  /** The jobs of all hosts on these tables, and how each went last. */
  readonly getMonitoringJobs: {
    readonly answer: {
      readonly jobs: readonly {
        readonly name: string;
        readonly everyMs: number;
        readonly isRunning: boolean;
        readonly lastRunAt: number | null;
        /** { ok, startedAt, endedAt, value or error }; null before the first run. */
        readonly lastResult: unknown;
      }[];
    };
  };
  /** The rules that raise alerts. */
  readonly getMonitoringRules: {
    readonly answer: {
      readonly rules: readonly {
        readonly id: string;
        readonly expression: string;
        readonly modelName: string | null;
        readonly metric: 'avgLatency' | 'p50Latency' | 'p95Latency' | 'p99Latency' | 'maxLatency' | 'errorRate' | 'avgConfidence' | 'accuracy' | 'count' | 'driftScore(input)' | 'driftScore(prediction)' | 'driftScore(concept)' | 'dataQualityScore' | 'ai_cache_hit_rate' | 'eventsDropped';
        readonly operator: '>' | '>=' | '<' | '<=';
        readonly threshold: number;
        /** What fires goes on until this is not crossed either. Default threshold. */
        readonly clearThreshold: number;
        /** Duration the metric is taken over; default 5m, of checks 1d. */
        readonly window: string;
        /** Duration it has to hold at every look before it fires. */
        readonly for: string | null;
        /** With fewer there is no data. Default 20, of counts and checks 0. */
        readonly minimumSamples: number;
        /** Default warning. */
        readonly severity: 'info' | 'warning' | 'critical';
        /** No data means: ok (default), keep things as they are, alert. */
        readonly noData: 'ok' | 'keep' | 'alert';
        readonly enabled: boolean;
        /** null, the default: all that are enabled. */
        readonly channels: readonly string[] | null;
        /** Milliseconds since 1970. */
        readonly updatedAt: number;
      }[];
    };
  };
  /** A rule that raises alerts. */
  readonly getMonitoringRulesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly expression: string;
      readonly modelName: string | null;
      readonly metric: 'avgLatency' | 'p50Latency' | 'p95Latency' | 'p99Latency' | 'maxLatency' | 'errorRate' | 'avgConfidence' | 'accuracy' | 'count' | 'driftScore(input)' | 'driftScore(prediction)' | 'driftScore(concept)' | 'dataQualityScore' | 'ai_cache_hit_rate' | 'eventsDropped';
      readonly operator: '>' | '>=' | '<' | '<=';
      readonly threshold: number;
      /** What fires goes on until this is not crossed either. Default threshold. */
      readonly clearThreshold: number;
      /** Duration the metric is taken over; default 5m, of checks 1d. */
      readonly window: string;
      /** Duration it has to hold at every look before it fires. */
      readonly for: string | null;
      /** With fewer there is no data. Default 20, of counts and checks 0. */
      readonly minimumSamples: number;
      /** Default warning. */
      readonly severity: 'info' | 'warning' | 'critical';
      /** No data means: ok (default), keep things as they are, alert. */
      readonly noData: 'ok' | 'keep' | 'alert';
      readonly enabled: boolean;
      /** null, the default: all that are enabled. */
      readonly channels: readonly string[] | null;
      /** Milliseconds since 1970. */
      readonly updatedAt: number;
    };
  };
  /** Write a rule, as an expression or member by member; what is not given has its default. */
  readonly putMonitoringRulesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly body: {
      readonly modelName?: string | null | undefined;
      readonly metric?: 'avgLatency' | 'p50Latency' | 'p95Latency' | 'p99Latency' | 'maxLatency' | 'errorRate' | 'avgConfidence' | 'accuracy' | 'count' | 'driftScore(input)' | 'driftScore(prediction)' | 'driftScore(concept)' | 'dataQualityScore' | 'ai_cache_hit_rate' | 'eventsDropped' | undefined;
      readonly operator?: '>' | '>=' | '<' | '<=' | undefined;
      readonly threshold?: number | undefined;
      /** What fires goes on until this is not crossed either. Default threshold. */
      readonly clearThreshold?: number | undefined;
      /** Duration the metric is taken over; default 5m, of checks 1d. */
      readonly window?: string | undefined;
      /** Duration it has to hold at every look before it fires. */
      readonly for?: string | null | undefined;
      /** With fewer there is no data. Default 20, of counts and checks 0. */
      readonly minimumSamples?: number | undefined;
      /** Default warning. */
      readonly severity?: 'info' | 'warning' | 'critical' | undefined;
      /** No data means: ok (default), keep things as they are, alert. */
      readonly noData?: 'ok' | 'keep' | 'alert' | undefined;
      readonly enabled?: boolean | undefined;
      /** null, the default: all that are enabled. */
      readonly channels?: readonly string[] | null | undefined;
      /** `metric operator number [over window] [for duration]`, instead of those members. */
      readonly expression?: string | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly expression: string;
      readonly modelName: string | null;
      readonly metric: 'avgLatency' | 'p50Latency' | 'p95Latency' | 'p99Latency' | 'maxLatency' | 'errorRate' | 'avgConfidence' | 'accuracy' | 'count' | 'driftScore(input)' | 'driftScore(prediction)' | 'driftScore(concept)' | 'dataQualityScore' | 'ai_cache_hit_rate' | 'eventsDropped';
      readonly operator: '>' | '>=' | '<' | '<=';
      readonly threshold: number;
      /** What fires goes on until this is not crossed either. Default threshold. */
      readonly clearThreshold: number;
      /** Duration the metric is taken over; default 5m, of checks 1d. */
      readonly window: string;
      /** Duration it has to hold at every look before it fires. */
      readonly for: string | null;
      /** With fewer there is no data. Default 20, of counts and checks 0. */
      readonly minimumSamples: number;
      /** Default warning. */
      readonly severity: 'info' | 'warning' | 'critical';
      /** No data means: ok (default), keep things as they are, alert. */
      readonly noData: 'ok' | 'keep' | 'alert';
      readonly enabled: boolean;
      /** null, the default: all that are enabled. */
      readonly channels: readonly string[] | null;
      /** Milliseconds since 1970. */
      readonly updatedAt: number;
    };
  };
  /** Take a rule away; what it raised is resolved. */
  readonly deleteMonitoringRulesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly deleted: true;
    };
  };
  /** Alerts, newest first. */
  readonly getMonitoringAlerts: {
    readonly query: {
      /** modelName */
      readonly modelName?: string | undefined;
      readonly severity?: 'info' | 'warning' | 'critical' | undefined;
      readonly state?: 'pending' | 'firing' | 'resolved' | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly alerts: readonly {
        readonly id: string;
        readonly ruleId: string;
        readonly modelName: string | null;
        readonly severity: 'info' | 'warning' | 'critical';
        readonly expression: string;
        readonly state: 'pending' | 'firing' | 'resolved';
        /** Milliseconds since 1970. */
        readonly since: number;
        readonly firedAt: number | null;
        readonly resolvedAt: number | null;
        readonly resolvedBecause: 'cleared' | 'ruleChanged' | null;
        readonly value: number | null;
        /** Any JSON value. */
        readonly evidence: unknown;
        readonly acknowledgedBy: string | null;
        readonly acknowledgedAt: number | null;
        readonly note: string | null;
        readonly silencedBy: string | null;
        /** Milliseconds since 1970. */
        readonly updatedAt: number;
      }[];
      readonly nextCursor?: string;
    };
  };
  /** Say that somebody looks after an alert; the last one to say so counts. */
  readonly postMonitoringAlertsIdAcknowledge: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly body: {
      /** Who; where the host knows, that counts. */
      readonly by?: string | undefined;
      readonly note?: string | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly ruleId: string;
      readonly modelName: string | null;
      readonly severity: 'info' | 'warning' | 'critical';
      readonly expression: string;
      readonly state: 'pending' | 'firing' | 'resolved';
      /** Milliseconds since 1970. */
      readonly since: number;
      readonly firedAt: number | null;
      readonly resolvedAt: number | null;
      readonly resolvedBecause: 'cleared' | 'ruleChanged' | null;
      readonly value: number | null;
      /** Any JSON value. */
      readonly evidence: unknown;
      readonly acknowledgedBy: string | null;
      readonly acknowledgedAt: number | null;
      readonly note: string | null;
      readonly silencedBy: string | null;
      /** Milliseconds since 1970. */
      readonly updatedAt: number;
    };
  };
  /** Where alerts are sent to, without secrets. */
  readonly getMonitoringAlertChannels: {
    readonly answer: {
      readonly channels: readonly {
        readonly id: string;
        readonly kind: 'log' | 'webhook' | 'slack' | 'email';
        readonly enabled: boolean;
        /** Without secrets: of addresses their origin. */
        readonly settings: Readonly<Record<string, unknown>>;
        /** Milliseconds since 1970. */
        readonly updatedAt: number;
      }[];
    };
  };
  /** A channel that alerts are sent to, without secrets. */
  readonly getMonitoringAlertChannelsId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly kind: 'log' | 'webhook' | 'slack' | 'email';
      readonly enabled: boolean;
      /** Without secrets: of addresses their origin. */
      readonly settings: Readonly<Record<string, unknown>>;
      /** Milliseconds since 1970. */
      readonly updatedAt: number;
    };
  };
  /** Write a channel; settings that are not given stay as they are. */
  readonly putMonitoringAlertChannelsId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly body: {
      readonly kind: 'log';
      /** Default true. */
      readonly enabled?: boolean | undefined;
      readonly settings?: Readonly<Record<string, unknown>> | undefined;
    } | {
      readonly kind: 'webhook';
      /** Default true. */
      readonly enabled?: boolean | undefined;
      readonly settings: {
        readonly url?: string | undefined;
        /** What requests are signed with; never shown. Default the one it had. */
        readonly secret?: string | undefined;
      };
    } | {
      readonly kind: 'slack';
      /** Default true. */
      readonly enabled?: boolean | undefined;
      readonly settings: {
        readonly url?: string | undefined;
      };
    } | {
      readonly kind: 'email';
      /** Default true. */
      readonly enabled?: boolean | undefined;
      readonly settings: {
        readonly to?: readonly string[] | undefined;
        readonly from?: string | undefined;
      };
    };
    readonly answer: {
      readonly id: string;
      readonly kind: 'log' | 'webhook' | 'slack' | 'email';
      readonly enabled: boolean;
      /** Without secrets: of addresses their origin. */
      readonly settings: Readonly<Record<string, unknown>>;
      /** Milliseconds since 1970. */
      readonly updatedAt: number;
    };
  };
  /** Take a channel away. */
  readonly deleteMonitoringAlertChannelsId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly deleted: true;
    };
  };
  /** Send a test to a channel, once, and say how that went. */
  readonly postMonitoringAlertChannelsIdTest: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly delivered: boolean;
      /** Why it was not delivered. */
      readonly error: string | null;
    };
  };
  /** What was sent to channels, or is to be, newest first; `dead` is what was given up. */
  readonly getMonitoringAlertDeliveries: {
    readonly query: {
      readonly state?: 'waiting' | 'delivered' | 'dead' | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly deliveries: readonly {
        readonly id: string;
        readonly alertId: string;
        readonly channelId: string;
        /** alert.firing or alert.resolved. */
        readonly event: string;
        readonly state: 'waiting' | 'delivered' | 'dead';
        readonly attempts: number;
        /** Of the next attempt. */
        readonly dueAt: number | null;
        /** Of the last attempt that failed. */
        readonly error: string | null;
        /** Milliseconds since 1970. */
        readonly createdAt: number;
        readonly endedAt: number | null;
      }[];
      readonly nextCursor?: string;
    };
  };
  /** Times in which alerts are kept, but not sent. */
  readonly getMonitoringSilences: {
    readonly answer: {
      readonly silences: readonly {
        readonly id: string;
        readonly ruleId: string | null;
        readonly modelName: string | null;
        readonly severity: 'info' | 'warning' | 'critical' | null;
        /** Milliseconds since 1970. */
        readonly from: number;
        /** Milliseconds since 1970. */
        readonly to: number;
        readonly by: string;
        readonly reason: string;
      }[];
    };
  };
  /** A time in which alerts are kept, but not sent. */
  readonly getMonitoringSilencesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly ruleId: string | null;
      readonly modelName: string | null;
      readonly severity: 'info' | 'warning' | 'critical' | null;
      /** Milliseconds since 1970. */
      readonly from: number;
      /** Milliseconds since 1970. */
      readonly to: number;
      readonly by: string;
      readonly reason: string;
    };
  };
  /** Write a silence; what still fires at its end is sent then. */
  readonly putMonitoringSilencesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly body: {
      readonly ruleId?: string | null | undefined;
      readonly modelName?: string | null | undefined;
      readonly severity?: 'info' | 'warning' | 'critical' | null | undefined;
      /** Default now. */
      readonly from?: number | string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly to: number | string;
      /** Who; where the host knows, that counts. */
      readonly by?: string | undefined;
      readonly reason: string;
    };
    readonly answer: {
      readonly id: string;
      readonly ruleId: string | null;
      readonly modelName: string | null;
      readonly severity: 'info' | 'warning' | 'critical' | null;
      /** Milliseconds since 1970. */
      readonly from: number;
      /** Milliseconds since 1970. */
      readonly to: number;
      readonly by: string;
      readonly reason: string;
    };
  };
  /** End a silence. */
  readonly deleteMonitoringSilencesId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly deleted: true;
    };
  };
  /** Requests to train models again, newest first; approved ones are what a worker takes. */
  readonly getMonitoringRetrainingRequests: {
    readonly query: {
      /** modelName */
      readonly modelName?: string | undefined;
      readonly status?: 'pending_approval' | 'approved' | 'rejected' | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly requests: readonly {
        readonly id: string;
        readonly modelName: string;
        /** The version that answered. */
        readonly modelVersion: string;
        readonly cause: 'drift' | 'accuracy' | 'errorRate' | 'newLabelled' | 'age' | 'manual';
        readonly status: 'pending_approval' | 'approved' | 'rejected';
        /** What the cause was seen by. */
        readonly evidence: unknown;
        /** null: monitoring. */
        readonly requestedBy: string | null;
        readonly note: string | null;
        /** Milliseconds since 1970. */
        readonly createdAt: number;
        readonly decidedBy: string | null;
        readonly decidedAt: number | null;
        readonly decisionReason: string | null;
      }[];
      readonly nextCursor?: string;
    };
  };
  /** Ask that a model is trained again. */
  readonly postMonitoringRetrainingRequests: {
    readonly body: {
      /** modelName */
      readonly modelName: string;
      /** Who; where the host knows, that counts. */
      readonly by?: string | undefined;
      readonly note: string;
    };
    readonly answer: {
      readonly id: string;
      readonly modelName: string;
      /** The version that answered. */
      readonly modelVersion: string;
      readonly cause: 'drift' | 'accuracy' | 'errorRate' | 'newLabelled' | 'age' | 'manual';
      readonly status: 'pending_approval' | 'approved' | 'rejected';
      /** What the cause was seen by. */
      readonly evidence: unknown;
      /** null: monitoring. */
      readonly requestedBy: string | null;
      readonly note: string | null;
      /** Milliseconds since 1970. */
      readonly createdAt: number;
      readonly decidedBy: string | null;
      readonly decidedAt: number | null;
      readonly decisionReason: string | null;
    };
  };
  /** Approve a request, with who and why. */
  readonly postMonitoringRetrainingRequestsIdApprove: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      /** Who; where the host knows, that counts. */
      readonly by?: string | undefined;
      readonly reason: string;
    };
    readonly answer: {
      readonly id: string;
      readonly modelName: string;
      /** The version that answered. */
      readonly modelVersion: string;
      readonly cause: 'drift' | 'accuracy' | 'errorRate' | 'newLabelled' | 'age' | 'manual';
      readonly status: 'pending_approval' | 'approved' | 'rejected';
      /** What the cause was seen by. */
      readonly evidence: unknown;
      /** null: monitoring. */
      readonly requestedBy: string | null;
      readonly note: string | null;
      /** Milliseconds since 1970. */
      readonly createdAt: number;
      readonly decidedBy: string | null;
      readonly decidedAt: number | null;
      readonly decisionReason: string | null;
    };
  };
  /** Reject a request, with who and why. */
  readonly postMonitoringRetrainingRequestsIdReject: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      /** Who; where the host knows, that counts. */
      readonly by?: string | undefined;
      readonly reason: string;
    };
    readonly answer: {
      readonly id: string;
      readonly modelName: string;
      /** The version that answered. */
      readonly modelVersion: string;
      readonly cause: 'drift' | 'accuracy' | 'errorRate' | 'newLabelled' | 'age' | 'manual';
      readonly status: 'pending_approval' | 'approved' | 'rejected';
      /** What the cause was seen by. */
      readonly evidence: unknown;
      /** null: monitoring. */
      readonly requestedBy: string | null;
      readonly note: string | null;
      /** Milliseconds since 1970. */
      readonly createdAt: number;
      readonly decidedBy: string | null;
      readonly decidedAt: number | null;
      readonly decisionReason: string | null;
    };
  };
  /** What a source has under a reference, without downloading it. */
  readonly getModelFetchInspect: {
    readonly query: {
      /** Where the model comes from. */
      readonly source: 'huggingface' | 'url' | 'filesystem' | 'ollama';
      /** huggingface: owner/name or owner/name@revision; url: http or https address of the file; filesystem: path below a configured folder; ollama: name of the model. */
      readonly sourceReference: string;
      /** One of those that inspect lists: default, quantized, fp16. */
      readonly variant?: string | undefined;
    };
    readonly answer: {
      /** Where the model comes from. */
      readonly source: 'huggingface' | 'url' | 'filesystem' | 'ollama';
      readonly sourceReference: string;
      readonly revision: string | null;
      readonly framework: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | null;
      readonly variants: readonly string[];
      readonly files: readonly {
        readonly path: string;
        readonly sizeBytes: number | null;
        readonly sha256: string | null;
      }[];
      /** null where the source does not say how long a file is. */
      readonly totalBytes: number | null;
      readonly suggestedName: string;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly inputNames?: readonly string[];
      readonly outputNames?: readonly string[];
    };
  };
  /** Fetch a model and register it, as a job that goes on by itself. */
  readonly postModelFetchJobs: {
    readonly body: {
      /** Where the model comes from. */
      readonly source: 'huggingface' | 'url' | 'filesystem' | 'ollama';
      /** huggingface: owner/name or owner/name@revision; url: http or https address of the file; filesystem: path below a configured folder; ollama: name of the model. */
      readonly sourceReference: string;
      /** One of those that inspect lists: default, quantized, fp16. */
      readonly variant?: string | undefined;
      /** modelName */
      readonly modelName: string;
      /** modelVersion */
      readonly modelVersion: string;
      /** Default: as the file names tell. */
      readonly framework?: 'onnx' | 'tensorflow' | 'tensorflowjs' | 'transformers' | 'ollama' | undefined;
      /** Where the version stands in its life. */
      readonly stage?: 'development' | 'candidate' | 'staging' | 'production' | 'archived' | undefined;
      readonly metadata?: Readonly<Record<string, unknown>> | undefined;
      /** What a model of one file must be, in lower-case hexadecimal. */
      readonly sha256?: string | undefined;
      /** Higher ones run first. */
      readonly priority?: number | undefined;
      /** Told when the job has ended. */
      readonly webhookUrl?: string | undefined;
    };
    readonly answer: {
      readonly jobId: string;
      readonly status: 'queued' | 'downloading' | 'processing' | 'completed' | 'failed' | 'cancelled';
      readonly modelId: string;
      readonly modelVersion: string;
    };
  };
  /** Fetch jobs, newest first. */
  readonly getModelFetchJobs: {
    readonly query: {
      readonly status?: 'queued' | 'downloading' | 'processing' | 'completed' | 'failed' | 'cancelled' | undefined;
      /** modelName */
      readonly modelName?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly jobs: readonly FetchJob[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** How far a fetch job is, and what became of it. */
  readonly getModelFetchJobsId: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: FetchJob;
  };
  /** Run a failed or cancelled fetch job again, from what it has downloaded. */
  readonly postModelFetchJobsIdRetry: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: FetchJob;
  };
  /** Cancel a fetch job that waits or downloads. */
  readonly postModelFetchJobsIdCancel: {
    readonly params: {
      /** id */
      readonly id: string;
    };
    readonly answer: FetchJob;
  };
  /** Products in the order in which they suit the shopper of X-User-ID. */
  readonly postApiTenantPersonalize: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      /** Default: the whole catalogue, at most its 10,000 most popular products. */
      readonly products?: readonly (string | {
        /** product */
        readonly id: string;
        readonly name?: string | undefined;
        readonly description?: string | undefined;
        readonly category?: string | undefined;
        readonly activities?: readonly string[] | undefined;
        /** Of spring, summer, autumn, winter; none: all year. */
        readonly seasons?: readonly string[] | undefined;
        /** Of beginner, intermediate, advanced, expert; none: everybody. */
        readonly experienceLevels?: readonly string[] | undefined;
        /** Above 0. */
        readonly price?: number | undefined;
        readonly [name: string]: unknown;
      })[] | undefined;
      readonly userContext?: {
        /** What was typed into a search box. */
        readonly query?: string | undefined;
        /** Such as trail-running. */
        readonly activityType?: string | undefined;
        /** The same as activityType. */
        readonly activity?: string | undefined;
        /** spring, summer, autumn or winter. */
        readonly season?: string | undefined;
        /** beginner, intermediate, advanced or expert. */
        readonly experienceLevel?: string | undefined;
        /** Such as pacific-northwest. */
        readonly location?: string | undefined;
        readonly priceRange?: {
          readonly min?: number | undefined;
          readonly max?: number | undefined;
        } | undefined;
      } | undefined;
      /** Products in the answer. Default: all that were given, 20 of a catalogue. */
      readonly limit?: number | undefined;
      /** How much products should differ from those before them, by text and category. Default 0: not at all. */
      readonly diversity?: number | undefined;
      /** Whether each score comes with what it is made of. */
      readonly explain?: boolean | undefined;
      /** How long to wait for the model before the answer is by popularity. Default 2,000. */
      readonly timeoutMs?: number | undefined;
    };
    readonly answer: {
      readonly requestId: string;
      readonly responseTimeMs: number;
      readonly products: readonly {
        readonly id: string;
        /** 0 to 1. */
        readonly personalizedScore: number;
        /** With explain, of personalized answers: parts that add up to the score. */
        readonly explanation?: readonly {
          readonly name: string;
          readonly value: number;
          readonly why: string;
        }[];
        readonly [name: string]: unknown;
      }[];
      /** False: by popularity, for the reason given. */
      readonly personalized: boolean;
      readonly reason?: 'noModel' | 'coldStart' | 'noProducts' | 'modelNotFound' | 'modelUnsuitable' | 'modelBusy' | 'modelTooLate' | 'modelFailed';
      /** modelId:version. */
      readonly model: string | null;
      readonly experiment?: {
        readonly experimentId: string;
        readonly variant: string;
      };
    };
  };
  /** Record what shoppers viewed and rated, one event or an array of them. */
  readonly postApiTenantShoppersEvents: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: readonly ({
      /** Sent again, the event is kept once. Default: a new one. */
      readonly id?: string | undefined;
      /** Default: X-User-ID. */
      readonly userId?: string | undefined;
      /** product */
      readonly productId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
      readonly type: 'viewed';
    } | {
      /** Sent again, the event is kept once. Default: a new one. */
      readonly id?: string | undefined;
      /** Default: X-User-ID. */
      readonly userId?: string | undefined;
      /** product */
      readonly productId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
      readonly type: 'rated';
      /** Stars, 1 to 5. */
      readonly value: number;
    })[] | {
      /** Sent again, the event is kept once. Default: a new one. */
      readonly id?: string | undefined;
      /** Default: X-User-ID. */
      readonly userId?: string | undefined;
      /** product */
      readonly productId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
      readonly type: 'viewed';
    } | {
      /** Sent again, the event is kept once. Default: a new one. */
      readonly id?: string | undefined;
      /** Default: X-User-ID. */
      readonly userId?: string | undefined;
      /** product */
      readonly productId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
      readonly type: 'rated';
      /** Stars, 1 to 5. */
      readonly value: number;
    };
    readonly answer: {
      readonly recorded: number;
      /** Events whose ids were there already; they stay as they were. */
      readonly duplicates: number;
    };
  };
  /** Remove everything a shopper viewed, bought and rated. */
  readonly deleteApiTenantShoppersUserId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Of the shopper. */
      readonly userId: string;
    };
    readonly answer: {
      readonly userId: string;
      readonly removed: number;
    };
  };
  /** What is on a picture, and what of the catalogue that is; also as image/jpeg, image/png, image/webp or a form. */
  readonly postApiTenantRecognize: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly query: {
      readonly labels?: number | undefined;
      readonly categories?: number | undefined;
      readonly products?: number | undefined;
    };
    readonly body: {
      /** A JPEG, PNG or WebP picture of at most 16 MiB, as base64 or a data: URL. */
      readonly image: string;
    };
    readonly answer: {
      readonly model: string;
      readonly labels: readonly {
        readonly label: string;
        /** 0 to 1. */
        readonly probability: number;
      }[];
      readonly categories: readonly {
        readonly category: string;
        /** 0 to 1: the probability of the label times how well its words fit. */
        readonly score: number;
        /** By which it was found. */
        readonly label: string;
      }[];
      readonly products: readonly {
        readonly productId: string;
        readonly name: string;
        readonly category: string;
        /** 0 to 1: the probability of the label times how well its words fit. */
        readonly score: number;
        /** By which it was found. */
        readonly label: string;
      }[];
      readonly matchedBy: 'embedding' | 'words';
    };
  };
  /** Whether reviews are fit to be shown; of several the answer is that of the least fit, with one result for each. */
  readonly postApiTenantModerate: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      readonly text?: string | undefined;
      readonly texts?: readonly string[] | undefined;
    };
    readonly answer: {
      readonly allowed: boolean;
      /** The class that decided. */
      readonly label: string;
      /** 0 to 1. */
      readonly confidence: number;
      /** The likeliest class that is not fit. */
      readonly unfit: {
        readonly label: string;
        /** 0 to 1. */
        readonly probability: number;
      };
      /** 0 to 1. */
      readonly threshold: number;
      readonly model: string;
      readonly results: readonly {
        readonly allowed: boolean;
        /** The class that decided. */
        readonly label: string;
        /** 0 to 1. */
        readonly confidence: number;
        /** The likeliest class that is not fit. */
        readonly unfit: {
          readonly label: string;
          /** 0 to 1. */
          readonly probability: number;
        };
        readonly labels: readonly {
          readonly label: string;
          /** 0 to 1. */
          readonly probability: number;
        }[];
      }[];
    };
  };
  /** Experiments of a tenant. */
  readonly getApiTenantExperiments: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly query: {
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly experiments: readonly {
        readonly experimentId: string;
        /** Milliseconds since 1970. */
        readonly createdAt: number;
        readonly updatedAt: number;
        /** The experiment with every default filled in. */
        readonly plan: {
          readonly id: string;
          readonly variants: readonly {
            readonly id: string;
            readonly weight?: number;
          }[];
          readonly [name: string]: unknown;
        };
      }[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** Create an experiment, or change what may change while it runs; the same again changes nothing. */
  readonly putApiTenantExperimentId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly body: {
      /** At least two, the baseline first; weights sum to 1 or 100, or are left out: equal shares. */
      readonly variants: readonly {
        readonly id: string;
        readonly weight?: number | undefined;
      }[];
      /** Default: `conversion`, which decides, and `revenue`, the values of conversions. */
      readonly metrics?: readonly {
        readonly id: string;
        /** Whether the event happened, how often, or the sum of its values. */
        readonly kind: 'conversion' | 'count' | 'total';
        /** The type of event. Default: the id. */
        readonly event?: string | undefined;
        readonly goal?: 'increase' | 'decrease' | undefined;
        /** Primary metrics decide; a guardrail must not become worse than by its margin. Default: secondary. */
        readonly role?: 'primary' | 'secondary' | 'guardrail' | undefined;
        /** Of a guardrail, relative, in [0, 1). Default 0.05. */
        readonly margin?: number | undefined;
      }[] | undefined;
      /** Chance of naming a winner where there is none. Default 0.05. */
      readonly alpha?: number | undefined;
      /** `sequential`, the default, holds however often one looks; `fixedHorizon` for one look at plannedUnits. */
      readonly analysis?: 'sequential' | 'fixedHorizon' | undefined;
      readonly plannedUnits?: number | undefined;
      readonly smallestLift?: number | undefined;
      readonly minimumUnits?: number | undefined;
      readonly windowMs?: number | undefined;
      readonly seed?: string | undefined;
      readonly hashVersion?: 1 | 2 | 3 | undefined;
      readonly unitAttribute?: string | undefined;
      readonly fallbackAttribute?: string | undefined;
      /** false stops it: everybody sees the baseline. */
      readonly active?: boolean | undefined;
      /** Share of the users who take part. Default 1. */
      readonly coverage?: number | undefined;
      readonly ranges?: readonly (readonly number[])[] | undefined;
      /** Whom it is for, by their attributes, such as {"country": {"$in": ["US", "CA"]}}. */
      readonly condition?: Readonly<Record<string, unknown>> | undefined;
      readonly holdout?: {
        readonly namespace: string;
        readonly rate: number;
      } | undefined;
      readonly namespace?: {
        readonly id: string;
        /** From and to, without it. */
        readonly range: readonly number[];
        readonly hashVersion?: 1 | 2 | 3 | undefined;
      } | undefined;
      readonly filters?: readonly {
        readonly seed: string;
        readonly ranges: readonly (readonly number[])[];
        readonly attribute?: string | undefined;
        readonly hashVersion?: 1 | 2 | 3 | undefined;
      }[] | undefined;
      /** The variant for everyone who would take part. */
      readonly force?: string | undefined;
      readonly version?: number | undefined;
      readonly minVersion?: number | undefined;
    };
    readonly answer: {
      readonly experimentId: string;
      readonly outcome: 'created' | 'changed' | 'unchanged';
      /** The experiment with every default filled in. */
      readonly plan: {
        readonly id: string;
        readonly variants: readonly {
          readonly id: string;
          readonly weight?: number;
        }[];
        readonly [name: string]: unknown;
      };
    };
  };
  /** The variant of a user, the same on every request; the first counts as the exposure. */
  readonly getApiTenantExperimentId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly query: {
      /** What is known of the user, as a JSON object, for experiments with a condition. */
      readonly attributes?: string | undefined;
    };
    readonly answer: {
      readonly experimentId: string;
      readonly variant: string;
      /** false: the user sees the baseline, and is not counted. */
      readonly inExperiment: boolean;
      readonly reason: string;
    };
  };
  /** Remove an experiment with all that was recorded; to stop it and keep the data, PUT it with "active": false. */
  readonly deleteApiTenantExperimentId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly answer: {
      readonly success: true;
      readonly experimentId: string;
      readonly removedUsers: number;
    };
  };
  /** The variants of many users at once, in the order of their ids; each counts as exposed. */
  readonly postApiTenantExperimentIdAssignments: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly body: {
      readonly userIds: readonly string[];
    };
    readonly answer: {
      readonly experimentId: string;
      readonly assignments: readonly {
        /** Id of the shopper, as in X-User-ID. */
        readonly userId: string;
        readonly variant: string;
        /** false: the user sees the baseline, and is not counted. */
        readonly inExperiment: boolean;
        readonly reason: string;
      }[];
    };
  };
  /** Tell which variants users saw where that was decided elsewhere; again changes nothing. */
  readonly postApiTenantExperimentIdExposures: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly body: {
      /** Id of the shopper, as in X-User-ID. */
      readonly userId: string;
      readonly variant: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
    } | readonly {
      /** Id of the shopper, as in X-User-ID. */
      readonly userId: string;
      readonly variant: string;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
    }[];
    readonly answer: {
      readonly success: true;
      readonly recorded: number;
    };
  };
  /** What users did after they saw their variant, one event or many; says which did not count, and why. */
  readonly postApiTenantExperimentIdEvents: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly body: {
      /** Id of the shopper, as in X-User-ID. */
      readonly userId: string;
      /** `recommendation_shown`, `click`, `conversion` or one of your own. */
      readonly type: string;
      /** Revenue, for a conversion. Default 0. */
      readonly value?: number | undefined;
      /** An event with an id counts once, however often it is sent. */
      readonly id?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
    } | readonly {
      /** Id of the shopper, as in X-User-ID. */
      readonly userId: string;
      /** `recommendation_shown`, `click`, `conversion` or one of your own. */
      readonly type: string;
      /** Revenue, for a conversion. Default 0. */
      readonly value?: number | undefined;
      /** An event with an id counts once, however often it is sent. */
      readonly id?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. Default: now. */
      readonly timestamp?: number | string | undefined;
    }[];
    readonly answer: {
      readonly counted: number;
      /** Events that did not count, by why. */
      readonly refused: Readonly<Record<string, number>>;
      /** The first hundred of them, by their place in what was sent. */
      readonly refusals: readonly {
        readonly index: number;
        /** Id of the shopper, as in X-User-ID. */
        readonly userId: string;
        readonly reason: string;
      }[];
      /** Types that came and that no metric of the experiment measures. */
      readonly unmeasured: readonly string[];
    };
  };
  /** How an experiment stands, and what to do; by default looking early and often is safe. */
  readonly getApiTenantExperimentIdResults: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** Id of the experiment. */
      readonly id: string;
    };
    readonly answer: {
      readonly experimentId: string;
      readonly status: 'collecting' | 'no_difference' | 'significant_winner' | 'sample_ratio_mismatch' | 'guardrail_violation';
      /** The variant to use; null unless there is a significant winner. */
      readonly winner: string | null;
      /** What to do, in words. */
      readonly recommendation: string;
      /** Relative change of the deciding metric. */
      readonly conversion_lift: number | null;
      readonly lift: {
        readonly estimate: number;
        readonly lower: number | null;
        readonly upper: number | null;
      } | null;
      readonly pValue: number;
      /** 1 - pValue: how clear the difference is, not the chance of being right. */
      readonly confidence: number;
      /** The probability that the variant is better, Bayesian. */
      readonly chanceToWin: number | null;
      readonly isSignificant: boolean;
      /** Whether looking early and often is safe. */
      readonly isAlwaysValid: boolean;
      readonly units: number;
      readonly variants: readonly {
        readonly id: string;
        readonly isBaseline: boolean;
        readonly units: number;
        /** Mean per user, by metric. */
        readonly metrics: Readonly<Record<string, number>>;
        /** Against the baseline, by metric: effect, lift with interval, pValue, chanceToWin, guardrail. */
        readonly comparisons: Readonly<Record<string, unknown>>;
      }[];
      readonly sampleRatioMismatch: boolean;
      readonly sampleRatio: {
        readonly pValue: number;
        readonly counts: readonly number[];
        readonly planned: readonly number[];
      };
      readonly exposures: {
        readonly crossedUnits: number;
        readonly crossedRate: number;
        readonly alarm: boolean;
      };
      /** Events that did not count, by why; approximate after a crash. */
      readonly refusedEvents: Readonly<Record<string, number>>;
    };
  };
  /** Record what was sold at which price; one point or up to 10,000. */
  readonly postApiTenantPricePoints: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      /** productId */
      readonly productId: string;
      /** Of one unit, in the currency of the shop. */
      readonly price: number;
      /** Units sold in the period at this price; 0 counts. */
      readonly demand: number;
      /** When the period began. Default: now. */
      readonly timestamp?: number | string | undefined;
      /** Days of the period, default 1. */
      readonly days?: number | undefined;
      /** Whose count it is, such as a store: points of several at one time are several points. */
      readonly sourceId?: string | undefined;
    } | readonly {
      /** productId */
      readonly productId: string;
      /** Of one unit, in the currency of the shop. */
      readonly price: number;
      /** Units sold in the period at this price; 0 counts. */
      readonly demand: number;
      /** When the period began. Default: now. */
      readonly timestamp?: number | string | undefined;
      /** Days of the period, default 1. */
      readonly days?: number | undefined;
      /** Whose count it is, such as a store: points of several at one time are several points. */
      readonly sourceId?: string | undefined;
    }[];
    readonly answer: {
      readonly success: true;
      readonly recorded: number;
    };
  };
  /** The history of a product as demand per day, newest first: recorded points, and purchases by day and price. */
  readonly getApiTenantPricePoints: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly query: {
      /** productId */
      readonly productId: string;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly from?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly to?: string | undefined;
      /** Default 100. */
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly productId: string;
      readonly points: readonly {
        readonly price: number;
        /** Units per day. */
        readonly demand: number;
        /** Milliseconds since 1970. */
        readonly timestamp: number;
        /** Days that the demand is the average of. */
        readonly days: number;
        readonly source: 'recorded' | 'purchases';
      }[];
      readonly count: number;
      /** Points between from and to, of which the newest are listed. */
      readonly total: number;
      /** Whether there is more than the newest 10,000 points and sales, which count. */
      readonly isCut: boolean;
      readonly daysWithoutSales: number;
      readonly daysLeftOut: number;
      readonly daysOfSeveralPrices: number;
      /** Sold on the day that is not over, which does not count yet. */
      readonly unitsToday: number;
    };
  };
  /** The price of the largest expected profit, with the evidence, or why none is recommended. */
  readonly postApiTenantOptimizePrice: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      /** productId */
      readonly productId: string;
      /** Default: that of the catalogue. */
      readonly currentPrice?: number | undefined;
      /** Default: the cost in the catalogue. */
      readonly unitCost?: number | undefined;
      /** Hold together with the pricing of the tenant, of two of a kind the stricter one. */
      readonly constraints?: {
        /** Of one unit, in the currency of the shop. */
        readonly minPrice?: number | undefined;
        /** Of one unit, in the currency of the shop. */
        readonly maxPrice?: number | undefined;
        /** Least share of the price that is not cost. */
        readonly minMargin?: number | undefined;
        /** Largest relative change: 0.1 is 10 %. */
        readonly maxChange?: number | undefined;
        /** Of one unit, in the currency of the shop. */
        readonly competitorPrice?: number | undefined;
        /** Largest share by which the price may be above competitorPrice; negative: below it. */
        readonly maxOverCompetitor?: number | undefined;
        /** Most units that can be sold a day. */
        readonly capacity?: number | undefined;
        /** Prices end so. */
        readonly endings?: readonly number[] | undefined;
        /** Prices are multiples of this. Default 0.01, unless there are endings. */
        readonly step?: number | undefined;
      } | undefined;
      /** The form of the curve. Default: chosen by the data. */
      readonly demand?: 'constantElasticity' | 'poisson' | 'semiLog' | 'linear' | undefined;
      /** Of the intervals, default 0.95. */
      readonly confidence?: number | undefined;
      /** Only what was sold from then on. */
      readonly since?: number | string | undefined;
      /** Draw the elasticity towards those of the other products of the shop. Default false. */
      readonly pool?: boolean | undefined;
    };
    readonly answer: {
      readonly ok: true;
      /** For apply, which keeps what the price rested on. */
      readonly recommendationId: string;
      readonly productId: string;
      readonly currentPrice: number;
      readonly warnings: readonly string[];
      readonly evidence: {
        /** Points of the history, and the days they stand for. */
        readonly points: number;
        readonly days: number;
        /** Of the first and the last point, milliseconds since 1970. */
        readonly from: number | null;
        readonly to: number | null;
        /** Rows of the fit: points that follow each other at one price are one. */
        readonly n: number;
        readonly priceRange: {
          readonly least: number;
          readonly most: number;
          readonly distinct: number;
        } | null;
        /** Units per day by price. */
        readonly demandCurve: {
          readonly kind: string;
          readonly scale?: number;
          readonly elasticity?: number;
          readonly rate?: number;
          readonly intercept?: number;
          readonly slope?: number;
        } | null;
        readonly rSquared: number | null;
        /** Of demand not answering to the price. */
        readonly pValue: number | null;
        readonly daysWithoutSales: number;
        readonly daysLeftOut: number;
        readonly daysOfSeveralPrices: number;
        readonly unitsToday: number;
        readonly isCut: boolean;
        /** Products whose elasticities this one was drawn towards. */
        readonly pooledWith: number;
      };
      /** Without a unit cost the revenue. */
      readonly objective: 'profit' | 'revenue';
      readonly recommendedPrice: number;
      /** Units a day; all amounts are for one day. */
      readonly expectedDemand: number;
      readonly expectedRevenue: number;
      readonly expectedProfit: number;
      /** Expected at the current price. */
      readonly currentDemand: number;
      readonly currentRevenue: number;
      readonly currentProfit: number;
      /** Expected profit over that of the current price, less 1. */
      readonly improvement: number | null;
      readonly chanceOfImprovement: number;
      readonly elasticity: number;
      /** Of the elasticity. */
      readonly confidenceInterval: readonly number[];
      readonly confidence: number;
      /** Where the best price lies, with the same confidence. */
      readonly priceInterval: readonly number[];
      /** The constraints that hold the price where it is. */
      readonly binding: readonly string[];
      /** What constraints cost a day. */
      readonly profitLost: number | null;
    } | {
      readonly ok: false;
      readonly recommendedPrice: null;
      /** insufficientData, noPriceVariation, weakEvidence, infeasible, … */
      readonly reason: string;
      /** The reason in words. */
      readonly detail: string;
      /** Rows that a curve needs, and how many there are. */
      readonly needed?: number;
      readonly received?: number;
      readonly elasticity?: number;
      readonly confidenceInterval?: readonly number[];
      readonly conflict?: readonly string[];
      readonly productId: string;
      readonly currentPrice: number;
      readonly warnings: readonly string[];
      readonly evidence: {
        /** Points of the history, and the days they stand for. */
        readonly points: number;
        readonly days: number;
        /** Of the first and the last point, milliseconds since 1970. */
        readonly from: number | null;
        readonly to: number | null;
        /** Rows of the fit: points that follow each other at one price are one. */
        readonly n: number;
        readonly priceRange: {
          readonly least: number;
          readonly most: number;
          readonly distinct: number;
        } | null;
        /** Units per day by price. */
        readonly demandCurve: {
          readonly kind: string;
          readonly scale?: number;
          readonly elasticity?: number;
          readonly rate?: number;
          readonly intercept?: number;
          readonly slope?: number;
        } | null;
        readonly rSquared: number | null;
        /** Of demand not answering to the price. */
        readonly pValue: number | null;
        readonly daysWithoutSales: number;
        readonly daysLeftOut: number;
        readonly daysOfSeveralPrices: number;
        readonly unitsToday: number;
        readonly isCut: boolean;
        /** Products whose elasticities this one was drawn towards. */
        readonly pooledWith: number;
      };
    };
  };
  /** Change the price of a product, with an entry in the log. */
  readonly postApiTenantPricesProductIdApply: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** productId */
      readonly productId: string;
    };
    readonly body: {
      /** Of one unit, in the currency of the shop. */
      readonly price: number;
      /** Of optimize-price. */
      readonly recommendationId?: string | undefined;
      /** The same key again is the same change, made once; also as the header Idempotency-Key. */
      readonly idempotencyKey?: string | undefined;
      /** Who does this, where the host does not know its callers by name; a known user counts instead. */
      readonly by?: string | undefined;
      /** Why; stands in the history. */
      readonly reason?: string | undefined;
    };
    readonly answer: {
      readonly changeId: string;
      readonly productId: string;
      /** Milliseconds since 1970. */
      readonly at: number;
      readonly from: number;
      readonly to: number;
      readonly by: string | null;
      readonly reason: string | null;
      /** started: interrupted, or on its way; refused: someone else changed the price first. */
      readonly state: 'started' | 'applied' | 'refused';
      readonly recommendationId: string | null;
      /** What the recommendation rested on. */
      readonly evidence: {
        readonly recommendedPrice: number;
        readonly expectedRevenue: number;
        readonly expectedProfit: number;
        readonly improvement: number | null;
        readonly elasticity: number;
        readonly confidenceInterval: readonly number[];
        readonly confidence: number;
        readonly binding: readonly string[];
        readonly warnings: readonly string[];
        readonly n: number;
      } | null;
      readonly success: true;
    };
  };
  /** Who changed which price, when and why, newest first. */
  readonly getApiTenantPriceChanges: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly query: {
      /** productId */
      readonly productId?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly changes: readonly PriceChange[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** Record an order: for the prices, the history of the shopper and the experiments of the shop. */
  readonly postApiTenantPurchase: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      /** The order, which counts once however often it is sent. */
      readonly orderId: string;
      /** The shopper; also as the header X-User-ID. */
      readonly userId?: string | undefined;
      /** price: paid for one unit. */
      readonly items: readonly {
        /** productId */
        readonly productId: string;
        readonly quantity: number;
        /** Of one unit, in the currency of the shop. */
        readonly price: number;
      }[];
      /** When it was bought. Default: now. */
      readonly timestamp?: number | string | undefined;
      /** In which it is a conversion, with its revenue. Default: the experiment of personalize, if there is one. */
      readonly experiments?: readonly string[] | undefined;
    };
    readonly answer: {
      readonly success: true;
      readonly orderId: string;
      /** Whether it was recorded before; then nothing counts again. */
      readonly duplicate: boolean;
      readonly revenue: number;
      readonly units: number;
      /** Milliseconds since 1970. */
      readonly timestamp: number;
      /** In which it is a conversion; refused: why not. */
      readonly experiments: readonly {
        readonly experimentId: string;
        readonly counted: boolean;
        readonly refused: string | null;
      }[];
    };
  };
  /** Ask the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly getApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly answer: unknown;
  };
  /** Post to the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly postApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly body: BinaryBody;
    readonly answer: unknown;
  };
  /** Put to the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly putApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly body: BinaryBody;
    readonly answer: unknown;
  };
  /** Patch the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly patchApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly body: BinaryBody;
    readonly answer: unknown;
  };
  /** Delete from the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly deleteApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly answer: unknown;
  };
  /** Ask for the options of the tenant's own server; lists of products come back in the order that suits the shopper. */
  readonly optionsApiTenantProxyPath: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** What follows in the address of the upstream, with its slashes. */
      readonly path: string;
    };
    readonly answer: unknown;
  };
  /** All tenants; for administrators. */
  readonly getTenants: {
    readonly query: {
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly tenants: readonly Tenant[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** The settings of a tenant; for administrators. */
  readonly getTenantsTenant: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly answer: Tenant;
  };
  /** Create a tenant, or replace its settings: what is left out is its default; for administrators. */
  readonly putTenantsTenant: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      readonly name: string;
      readonly embeddingModel?: string | null | undefined;
      readonly imageModel?: string | null | undefined;
      readonly moderationModel?: string | null | undefined;
      readonly moderation?: {
        /** Classes of moderationModel that are not fit to be shown. */
        readonly labels?: readonly string[] | undefined;
        /** A review is refused when one of them has at least this probability. */
        readonly threshold?: number | undefined;
      } | undefined;
      /** The experiment that decides how personalize ranks. */
      readonly personalizeExperiment?: {
        /** experimentId */
        readonly experimentId: string;
        /** By variant: the model whose vectors rank, null for the order of popularity. A variant not named: embeddingModel. */
        readonly models: Readonly<Record<string, string | null>>;
      } | null | undefined;
      /** Constraints on every price that is recommended. */
      readonly pricing?: {
        /** Least share of the price that is not cost. */
        readonly minMargin?: number | null | undefined;
        /** Largest relative change from the price now. */
        readonly maxChange?: number | null | undefined;
        /** Largest share by which a price may be above a competitor's; negative: it has to be below. */
        readonly maxOverCompetitor?: number | null | undefined;
        readonly endings?: readonly number[] | undefined;
        readonly extrapolate?: boolean | undefined;
        readonly acceptWeakEvidence?: boolean | undefined;
      } | undefined;
      /** Of all callers of the tenant together. */
      readonly limits?: {
        /** Requests at once and, refilled evenly, in each minute; null: as many as come. */
        readonly perMinute?: number | null | undefined;
        /** Requests from midnight to midnight, UTC; null: as many as come. */
        readonly perDay?: number | null | undefined;
      } | undefined;
      readonly maxProducts?: number | undefined;
      /** How long answers are kept in memory and in a table, milliseconds; 0: not at all. */
      readonly cache?: {
        readonly hotMs?: number | undefined;
        readonly warmMs?: number | undefined;
      } | undefined;
      readonly upstream?: {
        /** Where proxied paths are appended to. */
        readonly url: string;
        readonly timeoutMs?: number | undefined;
        /** Headers of the caller that are passed on. */
        readonly forwardHeaders?: readonly string[] | undefined;
        /** Whether it may be on a private network. */
        readonly allowPrivate?: boolean | undefined;
        /** Where its replies have lists of products, which are ordered for the shopper. */
        readonly products?: {
          /** JSON Pointer of the list; "" where the reply is the list. */
          readonly path: string;
          readonly idField?: string | undefined;
          readonly nameField?: string | undefined;
          readonly descriptionField?: string | undefined;
        } | null | undefined;
      } | null | undefined;
    };
    readonly answer: Tenant;
  };
  /** Remove a tenant with everything that belongs to it; for administrators. */
  readonly deleteTenantsTenant: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly answer: {
      readonly success: true;
      readonly tenantId: string;
    };
  };
  /** The keys of a tenant, without what proves them; for administrators. */
  readonly getTenantsTenantKeys: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly answer: {
      readonly keys: readonly TenantKey[];
      readonly count: number;
    };
  };
  /** A new key for a tenant, told this one time; for administrators. */
  readonly postTenantsTenantKeys: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      /** What it is for. */
      readonly name: string;
      /** What it allows. */
      readonly scopes: readonly ('personalize' | 'experiments' | 'prices' | 'proxy' | 'manage')[];
      /** null: it never ends. */
      readonly expiresInMs?: number | null | undefined;
      /** Of this key, beside those of its tenant. */
      readonly limits?: {
        /** Requests at once and, refilled evenly, in each minute; null: as many as come. */
        readonly perMinute?: number | null | undefined;
        /** Requests from midnight to midnight, UTC; null: as many as come. */
        readonly perDay?: number | null | undefined;
      } | undefined;
    };
    readonly answer: {
      readonly keyId: string;
      readonly tenantId: string;
      readonly name: string;
      readonly scopes: readonly ('personalize' | 'experiments' | 'prices' | 'proxy' | 'manage')[];
      readonly limits: {
        readonly perMinute: number | null;
        readonly perDay: number | null;
      };
      /** Milliseconds since 1970; null: never. */
      readonly expiresAt: number | null;
      readonly createdAt: number;
      /** Milliseconds since 1970. */
      readonly rotatedAt: number | null;
      /** Milliseconds since 1970, to the hour. */
      readonly lastUsedAt: number | null;
      /** To be sent as X-API-Key. It is told this one time. */
      readonly key: string;
    };
  };
  /** A new text for a key, told this one time; the one before stays valid for a while; for administrators. */
  readonly postTenantsTenantKeysKeyIdRotate: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** keyId */
      readonly keyId: string;
    };
    readonly body: {
      /** How long what was valid before stays so. Default one day; 0 ends it at once. */
      readonly overlapMs?: number | undefined;
    };
    readonly answer: {
      readonly keyId: string;
      readonly tenantId: string;
      readonly name: string;
      readonly scopes: readonly ('personalize' | 'experiments' | 'prices' | 'proxy' | 'manage')[];
      readonly limits: {
        readonly perMinute: number | null;
        readonly perDay: number | null;
      };
      /** Milliseconds since 1970; null: never. */
      readonly expiresAt: number | null;
      readonly createdAt: number;
      /** Milliseconds since 1970. */
      readonly rotatedAt: number | null;
      /** Milliseconds since 1970, to the hour. */
      readonly lastUsedAt: number | null;
      /** To be sent as X-API-Key. It is told this one time. */
      readonly key: string;
    };
  };
  /** Take a key away, on this host at once and elsewhere within 2 s; for administrators. */
  readonly deleteTenantsTenantKeysKeyId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** keyId */
      readonly keyId: string;
    };
    readonly answer: {
      readonly success: true;
      readonly tenantId: string;
      readonly keyId: string;
    };
  };
  /** What administrators did to tenants, newest first; for administrators. */
  readonly getAudit: {
    readonly query: {
      /** tenant */
      readonly tenant?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly from?: string | undefined;
      /** Milliseconds since 1970, or an ISO 8601 date. */
      readonly to?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly entries: readonly AuditEntry[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** The catalogue of a tenant, in the order of the ids. */
  readonly getApiTenantProducts: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly query: {
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly products: readonly Product[];
      readonly count: number;
      readonly catalogueRevision: string;
      readonly nextCursor?: string;
    };
  };
  /** Add products or replace those with the same ids; the others stay. */
  readonly putApiTenantProducts: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
    };
    readonly body: {
      readonly products: readonly {
        /** productId */
        readonly productId: string;
        readonly name: string;
        readonly description?: string | undefined;
        readonly category?: string | undefined;
        readonly activities?: readonly string[] | undefined;
        /** Empty: all year. */
        readonly seasons?: readonly ('spring' | 'summer' | 'autumn' | 'winter')[] | undefined;
        /** Empty: everybody. */
        readonly experienceLevels?: readonly ('beginner' | 'intermediate' | 'advanced' | 'expert')[] | undefined;
        /** In the shop's currency. */
        readonly price: number;
        /** null: not known. */
        readonly cost?: number | null | undefined;
      }[];
    };
    readonly answer: {
      readonly success: true;
      readonly added: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly catalogueRevision: string;
    };
  };
  /** One product of a tenant. */
  readonly getApiTenantProductsProductId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** productId */
      readonly productId: string;
    };
    readonly answer: Product;
  };
  /** Add a product, or replace it. */
  readonly putApiTenantProductsProductId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** productId */
      readonly productId: string;
    };
    readonly body: {
      readonly name: string;
      readonly description?: string | undefined;
      readonly category?: string | undefined;
      readonly activities?: readonly string[] | undefined;
      /** Empty: all year. */
      readonly seasons?: readonly ('spring' | 'summer' | 'autumn' | 'winter')[] | undefined;
      /** Empty: everybody. */
      readonly experienceLevels?: readonly ('beginner' | 'intermediate' | 'advanced' | 'expert')[] | undefined;
      /** In the shop's currency. */
      readonly price: number;
      /** null: not known. */
      readonly cost?: number | null | undefined;
    };
    readonly answer: Product;
  };
  /** Take a product out of the catalogue. */
  readonly deleteApiTenantProductsProductId: {
    readonly params: {
      /** tenant */
      readonly tenant: string;
      /** productId */
      readonly productId: string;
    };
    readonly answer: {
      readonly success: true;
      readonly productId: string;
    };
  };
  /** Measure the models of an equivalence group on the same inputs and compare their answers. */
  readonly postBenchmarkCompare: {
    readonly body: {
      /** closed: callers that wait for their answers. constant, poisson: arrivals at ratePerSecond whatever the answers do, with latency counted from the intended time. */
      readonly mode?: 'closed' | 'constant' | 'poisson' | undefined;
      /** Callers, for closed. */
      readonly concurrency?: number | undefined;
      /** For constant and poisson. */
      readonly ratePerSecond?: number | undefined;
      /** Every candidate is measured once per round, in an order drawn anew. */
      readonly rounds?: number | undefined;
      /** Time of one candidate in one round; the round ends with this or with its share of iterations. */
      readonly roundMs?: number | undefined;
      /** What decides: the median latency, or answers per second. */
      readonly metric?: 'latency' | 'throughput' | undefined;
      /** Answers within it count as goodput. */
      readonly limitMs?: number | undefined;
      readonly confidenceLevel?: number | undefined;
      /** Default by task: labels for classification, cosine for embeddings, tolerance for others. */
      readonly parity?: {
        readonly kind: 'labels';
        /** Share of equal labels. */
        readonly minimum?: number | undefined;
      } | {
        readonly kind: 'cosine';
        /** Lowest cosine similarity of two rows. */
        readonly minimum?: number | undefined;
      } | {
        readonly kind: 'tolerance';
        readonly absolute?: number | undefined;
        /** Added to absolute, times the expected number. */
        readonly relative?: number | undefined;
      } | undefined;
      /** Until three windows in a row agree within 10 % in rate and 95th percentile, but not beyond the maxima. */
      readonly warmUp?: {
        readonly windowMs?: number | undefined;
        readonly windowRequests?: number | undefined;
        readonly minMs?: number | undefined;
        readonly minRequests?: number | undefined;
        readonly maxMs?: number | undefined;
        readonly maxRequests?: number | undefined;
      } | undefined;
      /** Of the order, the arrivals and the resampling. Default: drawn, and reported. */
      readonly seed?: number | undefined;
      /** As in the metadata of the models. */
      readonly taskType: string;
      /** As in the metadata of the models. */
      readonly equivalenceGroup: string;
      /** Needed when models of the group differ in their metadata.outputDimensions. */
      readonly outputDimensions?: number | undefined;
      /** Features as for /predict. */
      readonly testData: readonly Readonly<Record<string, unknown>>[];
      /** Requests of each model. */
      readonly iterations?: number | undefined;
      /** Rounds are cut short rather than taking longer. */
      readonly timeLimitMs?: number | undefined;
      readonly runBy?: string | undefined;
      readonly notes?: string | undefined;
    };
    readonly answer: Comparison;
  };
  /** Comparisons made so far, newest first. */
  readonly getBenchmarkHistory: {
    readonly query: {
      /** As in the metadata of the models. */
      readonly taskType?: string | undefined;
      /** As in the metadata of the models. */
      readonly equivalenceGroup?: string | undefined;
      /** Rows per page, default 100. */
      readonly limit?: number | undefined;
      /** nextCursor of the page before. */
      readonly cursor?: string | undefined;
    };
    readonly answer: {
      readonly comparisons: readonly Comparison[];
      readonly count: number;
      readonly nextCursor?: string;
    };
  };
  /** Whether the process answers. */
  readonly getHealthLive: {
    readonly answer: {
      readonly live: true;
    };
  };
  /** Whether the host can answer predictions; 503 while it starts or shuts down, or its store does not answer. */
  readonly getHealthReady: {
    readonly answer: {
      readonly ready: true;
      readonly live: true;
    };
  };
  /** What this host is and holds in memory. */
  readonly getStatus: {
    readonly answer: {
      readonly status: 'ok';
      readonly host: string;
      readonly version: string;
      readonly nodeVersion: string;
      readonly frameworks: readonly string[];
      readonly modelsLoaded: readonly {
        readonly framework: string;
        readonly sha256: string;
        readonly memoryBytes: number;
        readonly leases: number;
      }[];
    };
  };
  /** Queues, batches, memory and requests of each loaded model, and what tenants were answered, in the text format of Prometheus. */
  readonly getMetrics: {
    readonly answer: string;
  };
  /** The shop in six numbers. */
  readonly getProxyMetrics: {
    readonly answer: {
      /** Milliseconds from request to answer, mean over the predictions of the loaded models; null: none yet. */
      readonly ai_inference_time_avg: number | null;
      /** Share of answers that were found and not computed; null: none yet. */
      readonly ai_cache_hit_rate: number | null;
      readonly models_loaded: number;
      /** Predictions asked of the loaded models, however they ended. */
      readonly total_requests: number;
      /** Of all tenants and threads. */
      readonly ab_experiments_active: number;
      /** Since midnight (UTC), of all tenants and threads. */
      readonly price_optimizations_today: number;
    };
  };
  /** This description. */
  readonly getOpenapiJson: {
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** A page to browse and try the API. */
  readonly getDocs: {
    readonly answer: string;
  };
  /** What the page loads. */
  readonly getDocsAsset: {
    readonly params: {
      readonly asset: string;
    };
    readonly answer: string;
  };
}

/** Where each operation is. */
export const operations = {
  postPredict: { method: 'POST', path: '/predict', sends: 'application/json', answers: 'json' },
  getV2: { method: 'GET', path: '/v2', sends: undefined, answers: 'json' },
  getV2HealthLive: { method: 'GET', path: '/v2/health/live', sends: undefined, answers: 'json' },
  getV2HealthReady: { method: 'GET', path: '/v2/health/ready', sends: undefined, answers: 'json' },
  getV2Models: { method: 'GET', path: '/v2/models', sends: undefined, answers: 'json' },
  getV2ModelsStats: { method: 'GET', path: '/v2/models/stats', sends: undefined, answers: 'json' },
  getV2ModelsModel: { method: 'GET', path: '/v2/models/{model}', sends: undefined, answers: 'json' },
  getV2ModelsModelVersionsVersion: { method: 'GET', path: '/v2/models/{model}/versions/{version}', sends: undefined, answers: 'json' },
  getV2ModelsModelReady: { method: 'GET', path: '/v2/models/{model}/ready', sends: undefined, answers: 'json' },
  getV2ModelsModelVersionsVersionReady: { method: 'GET', path: '/v2/models/{model}/versions/{version}/ready', sends: undefined, answers: 'json' },
  getV2ModelsModelConfig: { method: 'GET', path: '/v2/models/{model}/config', sends: undefined, answers: 'json' },
  getV2ModelsModelVersionsVersionConfig: { method: 'GET', path: '/v2/models/{model}/versions/{version}/config', sends: undefined, answers: 'json' },
  getV2ModelsModelStats: { method: 'GET', path: '/v2/models/{model}/stats', sends: undefined, answers: 'json' },
  getV2ModelsModelVersionsVersionStats: { method: 'GET', path: '/v2/models/{model}/versions/{version}/stats', sends: undefined, answers: 'json' },
  postV2ModelsModelInfer: { method: 'POST', path: '/v2/models/{model}/infer', sends: 'application/json', answers: 'json' },
  postV2ModelsModelVersionsVersionInfer: { method: 'POST', path: '/v2/models/{model}/versions/{version}/infer', sends: 'application/json', answers: 'json' },
  postV2RepositoryIndex: { method: 'POST', path: '/v2/repository/index', sends: 'application/json', answers: 'json' },
  postV2RepositoryModelsModelLoad: { method: 'POST', path: '/v2/repository/models/{model}/load', sends: 'application/json', answers: 'json' },
  postV2RepositoryModelsModelUnload: { method: 'POST', path: '/v2/repository/models/{model}/unload', sends: 'application/json', answers: 'json' },
  postV1Embeddings: { method: 'POST', path: '/v1/embeddings', sends: 'application/json', answers: 'json' },
  postV1ChatCompletions: { method: 'POST', path: '/v1/chat/completions', sends: 'application/json', answers: 'json' },
  getV1Models: { method: 'GET', path: '/v1/models', sends: undefined, answers: 'json' },
  getV1ModelsId: { method: 'GET', path: '/v1/models/{id}', sends: undefined, answers: 'json' },
  postApiChat: { method: 'POST', path: '/api/chat', sends: 'application/json', answers: 'json' },
  postApiGenerate: { method: 'POST', path: '/api/generate', sends: 'application/json', answers: 'json' },
  postApiEmbed: { method: 'POST', path: '/api/embed', sends: 'application/json', answers: 'json' },
  postApiEmbeddings: { method: 'POST', path: '/api/embeddings', sends: 'application/json', answers: 'json' },
  getApiTags: { method: 'GET', path: '/api/tags', sends: undefined, answers: 'json' },
  getApiPs: { method: 'GET', path: '/api/ps', sends: undefined, answers: 'json' },
  postApiShow: { method: 'POST', path: '/api/show', sends: 'application/json', answers: 'json' },
  getApiVersion: { method: 'GET', path: '/api/version', sends: undefined, answers: 'json' },
  postFeedback: { method: 'POST', path: '/feedback', sends: 'application/json', answers: 'json' },
  postModelUpload: { method: 'POST', path: '/model/upload', sends: 'multipart/form-data', answers: 'json' },
  getModelVersions: { method: 'GET', path: '/model/versions', sends: undefined, answers: 'json' },
  getModelModelIdVersion: { method: 'GET', path: '/model/{modelId}/{version}', sends: undefined, answers: 'json' },
  deleteModelModelIdVersion: { method: 'DELETE', path: '/model/{modelId}/{version}', sends: undefined, answers: 'json' },
  putModelModelIdVersionBlob: { method: 'PUT', path: '/model/{modelId}/{version}/blob', sends: 'application/octet-stream', answers: 'json' },
  getModels: { method: 'GET', path: '/models', sends: undefined, answers: 'json' },
  postModelsModelIdVersionPromote: { method: 'POST', path: '/models/{modelId}/{version}/promote', sends: 'application/json', answers: 'json' },
  postModelsModelIdRollback: { method: 'POST', path: '/models/{modelId}/rollback', sends: 'application/json', answers: 'json' },
  postModelsModelIdVersionValidation: { method: 'POST', path: '/models/{modelId}/{version}/validation', sends: 'application/json', answers: 'json' },
  getModelsModelIdActive: { method: 'GET', path: '/models/{modelId}/active', sends: undefined, answers: 'json' },
  getModelsModelIdHistory: { method: 'GET', path: '/models/{modelId}/history', sends: undefined, answers: 'json' },
  getModelsModelIdAliases: { method: 'GET', path: '/models/{modelId}/aliases', sends: undefined, answers: 'json' },
  putModelsModelIdAliasesAlias: { method: 'PUT', path: '/models/{modelId}/aliases/{alias}', sends: 'application/json', answers: 'json' },
  deleteModelsModelIdAliasesAlias: { method: 'DELETE', path: '/models/{modelId}/aliases/{alias}', sends: undefined, answers: 'json' },
  postModelsGarbageCollection: { method: 'POST', path: '/models/garbage-collection', sends: 'application/json', answers: 'json' },
  getSchemasModelMetadataJson: { method: 'GET', path: '/schemas/model-metadata.json', sends: undefined, answers: 'json' },
  postModel: { method: 'POST', path: '/Model', sends: 'application/json', answers: 'json' },
  getModel: { method: 'GET', path: '/Model', sends: undefined, answers: 'json' },
  getModelId: { method: 'GET', path: '/Model/{id}', sends: undefined, answers: 'json' },
  deleteModelId: { method: 'DELETE', path: '/Model/{id}', sends: undefined, answers: 'json' },
  getInferenceEventId: { method: 'GET', path: '/InferenceEvent/{id}', sends: undefined, answers: 'json' },
  putInferenceEventId: { method: 'PUT', path: '/InferenceEvent/{id}', sends: 'application/json', answers: 'json' },
  getMonitoringEvents: { method: 'GET', path: '/monitoring/events', sends: undefined, answers: 'json' },
  getMonitoringMetrics: { method: 'GET', path: '/monitoring/metrics', sends: undefined, answers: 'json' },
  getMonitoringMetricsModelName: { method: 'GET', path: '/monitoring/metrics/{modelName}', sends: undefined, answers: 'json' },
  getMonitoringMetricsModelNameRealtime: { method: 'GET', path: '/monitoring/metrics/{modelName}/realtime', sends: undefined, answers: 'json' },
  getMonitoringConfigModelName: { method: 'GET', path: '/monitoring/config/{modelName}', sends: undefined, answers: 'json' },
  putMonitoringConfigModelName: { method: 'PUT', path: '/monitoring/config/{modelName}', sends: 'application/json', answers: 'json' },
  getMonitoringDriftModelName: { method: 'GET', path: '/monitoring/drift/{modelName}', sends: undefined, answers: 'json' },
  postMonitoringDriftModelNameCheck: { method: 'POST', path: '/monitoring/drift/{modelName}/check', sends: 'application/json', answers: 'json' },
  postMonitoringDriftModelNameBaseline: { method: 'POST', path: '/monitoring/drift/{modelName}/baseline', sends: 'application/json', answers: 'json' },
  getMonitoringQualityModelName: { method: 'GET', path: '/monitoring/quality/{modelName}', sends: undefined, answers: 'json' },
  postMonitoringQualityModelNameCheck: { method: 'POST', path: '/monitoring/quality/{modelName}/check', sends: 'application/json', answers: 'json' },
  getMonitoringJobs: { method: 'GET', path: '/monitoring/jobs', sends: undefined, answers: 'json' },
  getMonitoringRules: { method: 'GET', path: '/monitoring/rules', sends: undefined, answers: 'json' },
  getMonitoringRulesId: { method: 'GET', path: '/monitoring/rules/{id}', sends: undefined, answers: 'json' },
  putMonitoringRulesId: { method: 'PUT', path: '/monitoring/rules/{id}', sends: 'application/json', answers: 'json' },
  deleteMonitoringRulesId: { method: 'DELETE', path: '/monitoring/rules/{id}', sends: undefined, answers: 'json' },
  getMonitoringAlerts: { method: 'GET', path: '/monitoring/alerts', sends: undefined, answers: 'json' },
  postMonitoringAlertsIdAcknowledge: { method: 'POST', path: '/monitoring/alerts/{id}/acknowledge', sends: 'application/json', answers: 'json' },
  getMonitoringAlertChannels: { method: 'GET', path: '/monitoring/alert-channels', sends: undefined, answers: 'json' },
  getMonitoringAlertChannelsId: { method: 'GET', path: '/monitoring/alert-channels/{id}', sends: undefined, answers: 'json' },
  putMonitoringAlertChannelsId: { method: 'PUT', path: '/monitoring/alert-channels/{id}', sends: 'application/json', answers: 'json' },
  deleteMonitoringAlertChannelsId: { method: 'DELETE', path: '/monitoring/alert-channels/{id}', sends: undefined, answers: 'json' },
  postMonitoringAlertChannelsIdTest: { method: 'POST', path: '/monitoring/alert-channels/{id}/test', sends: undefined, answers: 'json' },
  getMonitoringAlertDeliveries: { method: 'GET', path: '/monitoring/alert-deliveries', sends: undefined, answers: 'json' },
  getMonitoringSilences: { method: 'GET', path: '/monitoring/silences', sends: undefined, answers: 'json' },
  getMonitoringSilencesId: { method: 'GET', path: '/monitoring/silences/{id}', sends: undefined, answers: 'json' },
  putMonitoringSilencesId: { method: 'PUT', path: '/monitoring/silences/{id}', sends: 'application/json', answers: 'json' },
  deleteMonitoringSilencesId: { method: 'DELETE', path: '/monitoring/silences/{id}', sends: undefined, answers: 'json' },
  getMonitoringRetrainingRequests: { method: 'GET', path: '/monitoring/retraining-requests', sends: undefined, answers: 'json' },
  postMonitoringRetrainingRequests: { method: 'POST', path: '/monitoring/retraining-requests', sends: 'application/json', answers: 'json' },
  postMonitoringRetrainingRequestsIdApprove: { method: 'POST', path: '/monitoring/retraining-requests/{id}/approve', sends: 'application/json', answers: 'json' },
  postMonitoringRetrainingRequestsIdReject: { method: 'POST', path: '/monitoring/retraining-requests/{id}/reject', sends: 'application/json', answers: 'json' },
  getModelFetchInspect: { method: 'GET', path: '/model-fetch/inspect', sends: undefined, answers: 'json' },
  postModelFetchJobs: { method: 'POST', path: '/model-fetch/jobs', sends: 'application/json', answers: 'json' },
  getModelFetchJobs: { method: 'GET', path: '/model-fetch/jobs', sends: undefined, answers: 'json' },
  getModelFetchJobsId: { method: 'GET', path: '/model-fetch/jobs/{id}', sends: undefined, answers: 'json' },
  postModelFetchJobsIdRetry: { method: 'POST', path: '/model-fetch/jobs/{id}/retry', sends: undefined, answers: 'json' },
  postModelFetchJobsIdCancel: { method: 'POST', path: '/model-fetch/jobs/{id}/cancel', sends: undefined, answers: 'json' },
  postApiTenantPersonalize: { method: 'POST', path: '/api/{tenant}/personalize', sends: 'application/json', answers: 'json' },
  postApiTenantShoppersEvents: { method: 'POST', path: '/api/{tenant}/shoppers/events', sends: 'application/json', answers: 'json' },
  deleteApiTenantShoppersUserId: { method: 'DELETE', path: '/api/{tenant}/shoppers/{userId}', sends: undefined, answers: 'json' },
  postApiTenantRecognize: { method: 'POST', path: '/api/{tenant}/recognize', sends: 'application/json', answers: 'json' },
  postApiTenantModerate: { method: 'POST', path: '/api/{tenant}/moderate', sends: 'application/json', answers: 'json' },
  getApiTenantExperiments: { method: 'GET', path: '/api/{tenant}/experiments', sends: undefined, answers: 'json' },
  putApiTenantExperimentId: { method: 'PUT', path: '/api/{tenant}/experiment/{id}', sends: 'application/json', answers: 'json' },
  getApiTenantExperimentId: { method: 'GET', path: '/api/{tenant}/experiment/{id}', sends: undefined, answers: 'json' },
  deleteApiTenantExperimentId: { method: 'DELETE', path: '/api/{tenant}/experiment/{id}', sends: undefined, answers: 'json' },
  postApiTenantExperimentIdAssignments: { method: 'POST', path: '/api/{tenant}/experiment/{id}/assignments', sends: 'application/json', answers: 'json' },
  postApiTenantExperimentIdExposures: { method: 'POST', path: '/api/{tenant}/experiment/{id}/exposures', sends: 'application/json', answers: 'json' },
  postApiTenantExperimentIdEvents: { method: 'POST', path: '/api/{tenant}/experiment/{id}/events', sends: 'application/json', answers: 'json' },
  getApiTenantExperimentIdResults: { method: 'GET', path: '/api/{tenant}/experiment/{id}/results', sends: undefined, answers: 'json' },
  postApiTenantPricePoints: { method: 'POST', path: '/api/{tenant}/price-points', sends: 'application/json', answers: 'json' },
  getApiTenantPricePoints: { method: 'GET', path: '/api/{tenant}/price-points', sends: undefined, answers: 'json' },
  postApiTenantOptimizePrice: { method: 'POST', path: '/api/{tenant}/optimize-price', sends: 'application/json', answers: 'json' },
  postApiTenantPricesProductIdApply: { method: 'POST', path: '/api/{tenant}/prices/{productId}/apply', sends: 'application/json', answers: 'json' },
  getApiTenantPriceChanges: { method: 'GET', path: '/api/{tenant}/price-changes', sends: undefined, answers: 'json' },
  postApiTenantPurchase: { method: 'POST', path: '/api/{tenant}/purchase', sends: 'application/json', answers: 'json' },
  getApiTenantProxyPath: { method: 'GET', path: '/api/{tenant}/proxy/{path}', sends: undefined, answers: 'json' },
  postApiTenantProxyPath: { method: 'POST', path: '/api/{tenant}/proxy/{path}', sends: 'application/octet-stream', answers: 'json' },
  putApiTenantProxyPath: { method: 'PUT', path: '/api/{tenant}/proxy/{path}', sends: 'application/octet-stream', answers: 'json' },
  patchApiTenantProxyPath: { method: 'PATCH', path: '/api/{tenant}/proxy/{path}', sends: 'application/octet-stream', answers: 'json' },
  deleteApiTenantProxyPath: { method: 'DELETE', path: '/api/{tenant}/proxy/{path}', sends: undefined, answers: 'json' },
  optionsApiTenantProxyPath: { method: 'OPTIONS', path: '/api/{tenant}/proxy/{path}', sends: undefined, answers: 'json' },
  getTenants: { method: 'GET', path: '/tenants', sends: undefined, answers: 'json' },
  getTenantsTenant: { method: 'GET', path: '/tenants/{tenant}', sends: undefined, answers: 'json' },
  putTenantsTenant: { method: 'PUT', path: '/tenants/{tenant}', sends: 'application/json', answers: 'json' },
  deleteTenantsTenant: { method: 'DELETE', path: '/tenants/{tenant}', sends: undefined, answers: 'json' },
  getTenantsTenantKeys: { method: 'GET', path: '/tenants/{tenant}/keys', sends: undefined, answers: 'json' },
  postTenantsTenantKeys: { method: 'POST', path: '/tenants/{tenant}/keys', sends: 'application/json', answers: 'json' },
  postTenantsTenantKeysKeyIdRotate: { method: 'POST', path: '/tenants/{tenant}/keys/{keyId}/rotate', sends: 'application/json', answers: 'json' },
  deleteTenantsTenantKeysKeyId: { method: 'DELETE', path: '/tenants/{tenant}/keys/{keyId}', sends: undefined, answers: 'json' },
  getAudit: { method: 'GET', path: '/audit', sends: undefined, answers: 'json' },
  getApiTenantProducts: { method: 'GET', path: '/api/{tenant}/products', sends: undefined, answers: 'json' },
  putApiTenantProducts: { method: 'PUT', path: '/api/{tenant}/products', sends: 'application/json', answers: 'json' },
  getApiTenantProductsProductId: { method: 'GET', path: '/api/{tenant}/products/{productId}', sends: undefined, answers: 'json' },
  putApiTenantProductsProductId: { method: 'PUT', path: '/api/{tenant}/products/{productId}', sends: 'application/json', answers: 'json' },
  deleteApiTenantProductsProductId: { method: 'DELETE', path: '/api/{tenant}/products/{productId}', sends: undefined, answers: 'json' },
  postBenchmarkCompare: { method: 'POST', path: '/benchmark/compare', sends: 'application/json', answers: 'json' },
  getBenchmarkHistory: { method: 'GET', path: '/benchmark/history', sends: undefined, answers: 'json' },
  getHealthLive: { method: 'GET', path: '/health/live', sends: undefined, answers: 'json' },
  getHealthReady: { method: 'GET', path: '/health/ready', sends: undefined, answers: 'json' },
  getStatus: { method: 'GET', path: '/Status', sends: undefined, answers: 'json' },
  getMetrics: { method: 'GET', path: '/metrics', sends: undefined, answers: 'text' },
  getProxyMetrics: { method: 'GET', path: '/proxy/metrics', sends: undefined, answers: 'json' },
  getOpenapiJson: { method: 'GET', path: '/openapi.json', sends: undefined, answers: 'json' },
  getDocs: { method: 'GET', path: '/docs', sends: undefined, answers: 'text' },
  getDocsAsset: { method: 'GET', path: '/docs/{asset}', sends: undefined, answers: 'text' },
} as const satisfies Record<keyof Operations, unknown>;
