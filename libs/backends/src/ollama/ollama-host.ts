import { EdgeError } from '@harper-edge/contracts';

/** Where an Ollama server listens. */
export interface OllamaHost {
  /** For requests: without credentials, query and trailing slash. */
  readonly url: string;
  /** For messages: scheme, name and port only. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
}

const defaultPort = '11434';

/**
 * Reads what OLLAMA_HOST may hold: a URL, `name`, `name:port`, `:port`, and the addresses `0.0.0.0` and `[::]` on which a server
 * listens everywhere, of which clients ask the loopback one. A user and password in it become a Basic authorization, since
 * requests to a URL that holds them are refused.
 *
 * @throws EdgeError INVALID_INPUT when it is none of these; the message does not repeat it, as it may hold a password.
 * @example parseOllamaHost('gpu-box').url // http://gpu-box:11434
 */
export function parseOllamaHost(host: string): OllamaHost {
  const trimmed = host.trim();
  const schemed = trimmed.includes('://');
  const url = parse(schemed ? trimmed : `http://${trimmed.startsWith(':') ? '127.0.0.1' : ''}${trimmed}`);
  // A name alone means Ollama's port; a URL means what it says.
  const explicitPort = schemed || /:\d+(?:[/?#]|$)/.test(trimmed);
  if (!explicitPort && url.port === '') url.port = defaultPort;
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  const { username, password, origin } = url;
  return {
    url: `${origin}${url.pathname.replace(/\/+$/, '')}`,
    shown: origin,
    headers: username === '' && password === '' ? {} : { Authorization: basic(username, password) },
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && !/%(?![\da-f]{2})/i.test(url.username + url.password)) {
    return url;
  }
  // No cause: the error of the URL parser repeats its input.
  throw new EdgeError(
    'INVALID_INPUT',
    'host of Ollama: expected a URL such as http://127.0.0.1:11434; check OLLAMA_HOST',
  );
}

function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
