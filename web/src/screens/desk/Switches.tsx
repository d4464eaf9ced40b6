import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf, speak } from '../../i18n/desk/i18n.ts';
import { useLight } from '../../ui/desk/useLight.ts';

/** To the other language, named in itself. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const other = languageOf(i18n.language) === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => speak(other)}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  );
}

export function LightSwitch() {
  const { t } = useTranslation();
  const [light, choose] = useLight();
  const other = light === 'day' ? 'night' : 'day';
  return (
    <Button
      type="text"
      icon={light === 'day' ? <MoonOutlined /> : <SunOutlined />}
      aria-label={t(`shell.${other}`)}
      title={t(`shell.${other}`)}
      onClick={() => choose(other)}
    />
  );
}
