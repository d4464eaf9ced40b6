// Makes a PNG smaller without changing a pixel that anyone could tell: the browser packs quickly, not well.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** The same picture in fewer bytes: without alpha, with at most 256 colours where those do, packed as well as can be. */
export function smaller(png) {
  const { width, height, pixels } = decode(png);
  const packed = [paletted(width, height, pixels), trueColour(width, height, pixels)].filter(Boolean);
  return packed.reduce((least, one) => (one.length < least.length ? one : least), png);
}

/** Pixels of an 8-bit RGB or RGBA picture, three bytes each. */
function decode(png) {
  const parts = [];
  let header;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') parts.push(body);
    at += 12 + length;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 0: 1, 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || channels === undefined || header[12] !== 0) throw new Error('not a picture of ours');
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const pixels = Buffer.alloc(width * height * 3);
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const line = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    unfilter(raw[y * (stride + 1)], line, above, channels);
    for (let x = 0; x < width; x++)
      for (let part = 0; part < 3; part++)
        pixels[(y * width + x) * 3 + part] = line[x * channels + (channels === 1 ? 0 : part)];
    above = line;
  }
  return { width, height, pixels };
}

function unfilter(filter, line, above, channels) {
  for (let i = 0; i < line.length; i++) {
    const left = i < channels ? 0 : line[i - channels];
    const corner = i < channels ? 0 : above[i - channels];
    if (filter === 1) line[i] += left;
    else if (filter === 2) line[i] += above[i];
    else if (filter === 3) line[i] += (left + above[i]) >> 1;
    else if (filter === 4) line[i] += paeth(left, above[i], corner);
  }
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** The 256 colours that occur most; every other one becomes the nearest of them. Undefined when that could be seen. */
function paletted(width, height, pixels) {
  const counts = new Map();
  for (let i = 0; i < pixels.length; i += 3) {
    const colour = pixels.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256);
  const places = new Map(kept.map(([colour], place) => [colour, place]));
  let error = 0;
  for (const [colour, count] of counts) {
    if (places.has(colour)) continue;
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (const [place, [other]] of kept.entries()) {
      const distance = [16, 8, 0].reduce(
        (sum, at) => sum + (((colour >> at) & 255) - ((other >> at) & 255)) ** 2,
        0,
      );
      if (distance < least) [nearest, least] = [place, distance];
    }
    places.set(colour, nearest);
    error += least * count;
  }
  // Below a mean square error of 8 in each channel no eye finds a difference in letters and lines.
  if (error / (width * height) > 24) return undefined;
  const palette = Buffer.alloc(kept.length * 3);
  for (const [place, [colour]] of kept.entries()) palette.writeUIntBE(colour, place * 3, 3);
  const raw = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      raw[y * (width + 1) + 1 + x] = places.get(pixels.readUIntBE((y * width + x) * 3, 3));
  return encode(width, height, 3, raw, palette);
}

function trueColour(width, height, pixels) {
  const stride = width * 3;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    raw[y * (stride + 1)] = y === 0 ? 0 : 2;
    for (let i = 0; i < stride; i++)
      raw[y * (stride + 1) + 1 + i] = pixels[y * stride + i] - (y === 0 ? 0 : pixels[(y - 1) * stride + i]);
  }
  return encode(width, height, 2, raw);
}

function encode(width, height, type, raw, palette) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, type, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    chunk('IDAT', deflateSync(raw, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
