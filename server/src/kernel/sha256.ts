import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. By way of text: a digest that is handed over as a Buffer takes more than twice as long, and there are many. */
export function sha256(input: string | Buffer): Buffer {
  return Buffer.from(hash('sha256', input, 'binary'), 'latin1');
}
