/** A name that a model can have, from the last part of a reference: without extension, other characters as `-`. */
export function suggestName(reference: string): string {
  const last = reference.split('/').findLast((part) => part !== '') ?? '';
  const plain = last
    .replace(/\.(onnx|zip|tar|tgz|tar\.gz|json)$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 128);
  return plain === '' ? 'model' : plain;
}
