import type { ReactNode } from 'react';
import { operatorsChinese } from '../../fonts/operators';
import { TrpcProvider } from '../../trpc';
import '../../style/account.css';
import '../../style/ops.css';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <TrpcProvider>
      <div className={`operators ${operatorsChinese.variable}`}>{children}</div>
    </TrpcProvider>
  );
}
