import { cleanText } from './text.ts';

export type TemperatureCheck = {
  /** Degrees Celsius, one decimal; absent when nothing readable was written. */
  celsius?: number;
  state: 'ok' | 'doubtful' | 'missing';
  /** The value meant, where the decimal point is missing (`365`): to be offered, never put in unasked. */
  suggestion?: number;
  fever: boolean;
  normalised: boolean;
};

/** Body temperatures outside are taken as a slip of the pen or of the thermometer. */
export const PLAUSIBLE_CELSIUS = { from: 34, to: 43 } as const;

/**
 * A body temperature as written: `36.5℃`, `36。5`, `３６．５`, `36度5`.
 * @param feverFrom the response's threshold in ℃, from which on it is a fever
 */
export function readTemperature(raw: string | number, feverFrom = 37.3): TemperatureCheck {
  const written = String(raw);
  if (written === '') return { state: 'missing', fever: false, normalised: false };
  const numeric = typeof raw === 'number';
  const text =
    numeric || /^\d{2}(?:\.\d)?$/.test(written)
      ? written
      : cleanText(written)
          .text.replace(/\s+/g, '')
          .replace(/(?<=\d)度(?=\d)/, '.')
          .replace(/(?:°C|℃|°c|摄氏度|度|°|C|c)$/, '')
          .replace(/[.。,，、·:：;；]+/g, '.');
  if (!/^\d{1,3}(?:\.\d+)?\.?$/.test(text)) {
    // 正常, 未测, a dash: nothing was measured; anything else was meant as a figure.
    return { state: /\d/.test(text) ? 'doubtful' : 'missing', fever: false, normalised: false };
  }
  const celsius = Math.round(Number(text) * 10) / 10;
  const normalised = !numeric && text !== written;
  if (celsius < PLAUSIBLE_CELSIUS.from || celsius > PLAUSIBLE_CELSIUS.to) {
    const shifted = /^\d{3}$/.test(text) ? Number(text) / 10 : Number.NaN;
    const meant = shifted >= PLAUSIBLE_CELSIUS.from && shifted <= PLAUSIBLE_CELSIUS.to;
    return {
      celsius,
      state: 'doubtful',
      fever: false,
      normalised,
      ...(meant ? { suggestion: shifted } : {}),
    };
  }
  return { celsius, state: 'ok', fever: celsius >= feverFrom, normalised };
}
