/** First bytes of files that are taken for ONNX models by mistake: offset, bytes, what it is. */
const signatures: readonly (readonly [number, string, string])[] = [
  [0, 'PK\x03\x04', 'a zip archive (such as a PyTorch .pt or a .keras file)'],
  [0, '\x89HDF\r\n\x1a\n', 'an HDF5 file (such as a Keras .h5 model)'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '\x89PNG\r\n\x1a\n', 'a PNG image'],
  [0, '\xff\xd8\xff', 'a JPEG image'],
  [0, '%PDF-', 'a PDF document'],
  [0, 'GGUF', 'a GGUF model'],
  [0, '\x93NUMPY', 'a NumPy array'],
  [0, 'version https://git-lfs', 'a Git LFS pointer, not the file it points to'],
  [4, 'TFL3', 'a TensorFlow Lite model'],
  [4, 'ORTM', 'a model in the ORT format'],
  [8, '{"', 'a safetensors file'],
  ...[2, 3, 4, 5].map((protocol) => [0, `\x80${String.fromCharCode(protocol)}`, 'a Python pickle'] as const),
];

/** A name for what the bytes are when it is a common kind of file that is no ONNX model. */
export function recogniseFormat(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const signature = signatures.find(([offset, magic]) => head.startsWith(magic, offset));
  if (signature !== undefined) return signature[2];
  // Text: printable ASCII, tab, line feed and carriage return only.
  if (!/^[\t\n\r\x20-\x7e]+$/.test(head)) return undefined;
  const start = head.trimStart();
  if (/^[{[]/.test(start)) return 'JSON';
  return start.startsWith('<') ? 'an HTML or XML page' : 'plain text';
}
