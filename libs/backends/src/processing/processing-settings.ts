/** How pictures become the numbers of an input. Sizes in pixels; defaults that depend on the model are filled in later. */
export interface ImageSettings {
  /** Name of the model's input. Default: the only one with 4 axes. */
  readonly input?: string | undefined;
  /** Default: the model's own, where it is fixed. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Order of the axes; N pictures, C colors. Default: told by the axis of size 3. */
  readonly layout?: 'NHWC' | 'NCHW' | undefined;
  /** Default RGB. */
  readonly colors?: 'RGB' | 'BGR' | undefined;
  /** Each value is (pixel × scale − mean) / std, the pixel in 0..255. Default 1/255. */
  readonly scale?: number | undefined;
  /** For all colors or for each, in the order of `colors`. Default 0. */
  readonly mean?: readonly number[] | undefined;
  /** Default 1. */
  readonly std?: readonly number[] | undefined;
  /** `fill` stretches, `cover` cuts the edges off, `contain` adds black edges. Default fill. */
  readonly fit?: 'fill' | 'cover' | 'contain' | undefined;
}

/** How the numbers of an output become labels. */
export interface LabelSettings {
  /** Name of the model's output. Default: the only one. */
  readonly output?: string | undefined;
  /** What turns the numbers into probabilities. Default none. */
  readonly activation?: 'softmax' | 'sigmoid' | 'none' | undefined;
  /** The labels, or the name of the file that holds one a line. Default: 0, 1, 2 … */
  readonly labels?: readonly string[] | string | undefined;
  /** Answer only so many labels, best first; 1 to 1000. Default: all, with the best beside. */
  readonly topK?: number | undefined;
}

/** How texts become the tokens of a model that reads tokens. */
export interface SentenceSettings {
  readonly tokenizer: 'sentencepiece-unigram';
  /** File of the pieces and their scores: a JSON list of `[piece, score]`. Default vocab.json. */
  readonly vocabulary?: string | undefined;
  /** So many first pieces stand for no text. Default 6, as in Universal Sentence Encoder. */
  readonly reservedTokens?: number | undefined;
}
