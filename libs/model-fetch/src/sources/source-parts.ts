import type { Clock } from '@harper-edge/contracts';
import type { HttpClient } from '../http/http-client.ts';

export interface SourceSettings {
  /** Folders that the source `filesystem` may read; default none. */
  readonly roots?: readonly string[];
  /** Default https://huggingface.co. */
  readonly hubUrl?: string;
  /** Sent to the hub, and to nobody else. */
  readonly token?: string | undefined;
  /** URL of the Ollama server, with headers for it; without one the source `ollama` says that there is none. */
  readonly ollama?: { readonly url: string; readonly headers?: Readonly<Record<string, string>> } | undefined;
}

/** What sources are made of. */
export interface SourceParts {
  /** Refuses addresses that are not allowed. */
  readonly http: HttpClient;
  /** For servers that the settings name, wherever they are. */
  readonly trustedHttp: HttpClient;
  readonly clock: Clock;
  readonly settings: SourceSettings;
}
