/** Longer texts are faster written by the system, shorter ones by the loop here. */
const shortText = 64;

/**
 * Bytes one after another, in memory that grows. A class with plain loops, because every number and every letter of every
 * prediction goes through it.
 */
export class ByteWriter {
  /** Bytes written. What is there can be taken back by setting it. */
  length = 0;
  private bytes: Buffer;
  private view: DataView;

  constructor(memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory);
    this.view = new DataView(memory);
  }

  /** What the bytes lie in, from its beginning. */
  get memory(): ArrayBuffer {
    return this.view.buffer as ArrayBuffer;
  }

  /** The bytes; they are valid until the next one is written. */
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.bytes[this.take(1)] = value;
  }

  uint16(value: number): void {
    this.view.setUint16(this.take(2), value);
  }

  uint32(value: number): void {
    this.view.setUint32(this.take(4), value);
  }

  /** In the place of one written before. */
  setUint32(at: number, value: number): void {
    this.view.setUint32(at, value);
  }

  int32(value: number): void {
    this.view.setInt32(this.take(4), value);
  }

  float64(value: number): void {
    this.view.setFloat64(this.take(8), value);
  }

  /** Little-endian. */
  float64s(values: readonly number[]): void {
    let at = this.take(8 * values.length);
    for (let i = 0; i < values.length; i++, at += 8) this.view.setFloat64(at, values[i] as number, true);
  }

  /** Little-endian. */
  float32s(values: readonly number[]): void {
    let at = this.take(4 * values.length);
    for (let i = 0; i < values.length; i++, at += 4) this.view.setFloat32(at, values[i] as number, true);
  }

  /** Whether the text is ASCII: one byte for each letter. If it is not, nothing is written. */
  ascii(text: string): boolean {
    const start = this.take(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.length = start;
        return false;
      }
      this.bytes[start + i] = code;
    }
    return true;
  }

  utf8(text: string): void {
    if (text.length <= shortText && this.ascii(text)) return;
    const start = this.take(3 * text.length);
    this.length = start + this.bytes.write(text, start);
  }

  private take(count: number): number {
    const start = this.length;
    this.length = start + count;
    if (this.length > this.bytes.length) this.grow();
    return start;
  }

  private grow(): void {
    const larger = new ArrayBuffer(Math.max(this.length, 2 * this.bytes.length));
    const bytes = Buffer.from(larger);
    this.bytes.copy(bytes);
    this.bytes = bytes;
    this.view = new DataView(larger);
  }
}
