/** What `npm run guard` can do. */
export const USAGE = `npm run guard -- <what>, where <what> is

  status                    what you have said, and who said it when
  stop                      sends no SMS at all
  resume                    ends that
  stop CN                   sends no SMS to a country
  resume CN                 ends that
  stop +8617612             sends none to numbers that begin so
  allow +8617612            lets numbers that begin so pass, also where their country is stopped
  forget +8617612           ends either
  budget 25/1h 100/24h      may spend 25 in any hour and 100 in any 24 hours, instead of SMS_BUDGET
  budget default            as SMS_BUDGET says again
  lift +861761234           ends the block of a prefix: a number less its last four digits
  lift CN                   ends the block of a country
  decisions [--last 24h]    how many SMS were allowed and refused, and why

It acts in every process within 5 s.`;
