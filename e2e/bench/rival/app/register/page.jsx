import { Registration } from './registration';

export default function Page() {
  return (
    <main>
      <h1>Create your account</h1>
      <Registration />
    </main>
  );
}
