import type { Language } from './languages';
import type { Messages } from './words';

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: Language;
    Messages: Messages;
  }
}
