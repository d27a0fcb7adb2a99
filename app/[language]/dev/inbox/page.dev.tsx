import { Inbox } from '../../../dev/inbox';

export default function Page() {
  return <Inbox />;
}
