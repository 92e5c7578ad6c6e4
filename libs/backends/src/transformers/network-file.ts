/** Ends of file names by the package's word for how their numbers are stored; longer ones first. */
const suffixes = [
  ['_q4f16', 'q4f16'],
  ['_quantized', 'q8'],
  ['_fp16', 'fp16'],
  ['_uint8', 'uint8'],
  ['_int8', 'int8'],
  ['_bnb4', 'bnb4'],
  ['_q4', 'q4'],
  ['', 'fp32'],
] as const;

/** A network's file as the package asks for it: `onnx/model_quantized.onnx` is the `model` in `onnx` as `q8`. */
export interface NetworkFile {
  readonly subfolder: string;
  readonly model_file_name: string;
  readonly dtype: string;
}

/** Takes the name of a file that ends in `.onnx` apart. */
export function parseNetworkFile(name: string): NetworkFile {
  const end = name.lastIndexOf('/');
  const stem = name.slice(end + 1, -'.onnx'.length);
  const [suffix, dtype] = suffixes.find(([candidate]) => stem.endsWith(candidate)) ?? ['', 'fp32'];
  return {
    subfolder: name.slice(0, Math.max(end, 0)),
    model_file_name: stem.slice(0, stem.length - suffix.length),
    dtype,
  };
}
