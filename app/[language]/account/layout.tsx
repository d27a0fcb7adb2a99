import type { ReactNode } from 'react';
import '../../style/account.css';

export default function Layout({ children }: { children: ReactNode }) {
  return children;
}
