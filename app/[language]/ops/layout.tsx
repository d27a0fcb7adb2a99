import type { ReactNode } from 'react';
import { TrpcProvider } from '../../trpc';
import '../../style/account.css';
import '../../style/ops.css';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <TrpcProvider>
      <div className="operators">{children}</div>
    </TrpcProvider>
  );
}
