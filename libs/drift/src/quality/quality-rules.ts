/** What the values of a column have to be. Missing values, which are null, undefined and NaN, only meet `required`. */
export interface ColumnRules {
  /** Categories are texts, booleans or numbers; timestamps milliseconds since 1970, Dates or texts in ISO 8601. */
  readonly type: 'numeric' | 'categorical' | 'text' | 'boolean' | 'timestamp';
  /** No value may be missing. */
  readonly required?: boolean;
  /** The smallest and largest number, or milliseconds since 1970. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The only values there may be, written as text. */
  readonly values?: readonly string[];
  /** A regular expression every text matches; write ^ and $ for the whole text. */
  readonly pattern?: string;
  /** Of a text, in UTF-16 code units. */
  readonly minimumLength?: number;
  readonly maximumLength?: number;
  /** How old the latest timestamp may be, in milliseconds. */
  readonly maximumAgeMs?: number;
}

export type QualityRules = Readonly<Record<string, ColumnRules>>;
