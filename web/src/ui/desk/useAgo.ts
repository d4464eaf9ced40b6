import { useTranslation } from 'react-i18next';
import { elapsed } from './format.ts';

/** A length of time in words: `12 分钟`, `12 min`. */
export function useAgo(): (ms: number) => string {
  const { t } = useTranslation();
  return (ms) => {
    const { unit, n } = elapsed(ms);
    return t(`time.${unit}`, { n });
  };
}
