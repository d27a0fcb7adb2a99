import type { Language } from './languages';
import type { Messages } from './words';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: Messages;
  }
}
