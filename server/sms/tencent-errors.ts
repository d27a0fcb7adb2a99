import type { Kinds } from './kinds';

/** `Code` of Tencent's SendSms, of a request or of one number. From its SDK; the typos are its own. */
export const TENCENT_KINDS: Kinds = {
  invalid: 'InvalidParameterValue.IncorrectPhoneNumber',
  blocked:
    'FailedOperation.PhoneNumberInBlacklist FailedOperation.ContainSensitiveWord UnsupportedOperation.UnsuportedRegion',
  throttled:
    'LimitExceeded.PhoneNumberThirtySecondLimit LimitExceeded.PhoneNumberOneHourLimit LimitExceeded.PhoneNumberDailyLimit LimitExceeded.PhoneNumberSameContentDailyLimit LimitExceeded.DeliveryFrequencyLimit LimitExceeded.AppDailyLimit LimitExceeded.DailyLimit RequestLimitExceeded',
  balance:
    'FailedOperation.InsufficientBalanceInSmsPackage UnauthorizedOperation.SerivceSuspendDueToArrears',
  config:
    'FailedOperation.SignatureIncorrectOrUnapproved FailedOperation.TemplateIncorrectOrUnapproved InvalidParameterValue.TemplateParameterFormatError InvalidParameterValue.TemplateParameterLengthLimit InvalidParameterValue.ContentLengthLimit InvalidParameterValue.ProhibitedUseUrlInTemplateParameter InvalidParameterValue.SdkAppIdNotExist AuthFailure.* InternalError.RequestTimeException',
  retryable: 'InternalError.OtherError InternalError.UnknownError',
  ambiguous: 'InternalError.Timeout InternalError.SendAndRecvFail',
};
