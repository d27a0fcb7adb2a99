import { sql } from 'drizzle-orm';
import { recordWith } from './audit';
import { Mistake } from './mistake';
import { type Mobile, maskMobile } from './mobile';
import { findUser } from './users';

/**
 * Makes the account of `mobile` an operator's, or an ordinary one again; `actor` says so, in the
 * audit log in the same statement. Throws a `Mistake` where there is no such account.
 */
export async function setOperator(
  { e164 }: Pick<Mobile, 'e164'>,
  isOperator: boolean,
  actor: string,
): Promise<void> {
  const user = await findUser({ e164 });
  const changed =
    user &&
    (await recordWith(
      actor,
      isOperator ? 'operator-granted' : 'operator-revoked',
      { user: user.id },
      sql`
        update users set is_operator = ${isOperator}
        where id = ${user.id} and exists (select from entry) returning id`,
    ));
  if (!changed) throw new Mistake(`There is no account with ${maskMobile(e164)}.`);
}
