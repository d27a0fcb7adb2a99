/** What the providers' documentation says of their codes: the specification's tables, row by row. */
export const KINDS = {
  ccp: {
    invalid: numbers('160013 160042 112316 112319'),
    blocked: numbers(
      '112317 160034 160051 160068 160072–160074 160011 160018 160033 160049 161007 160058 160061 160062',
    ),
    throttled: numbers(
      '111111 112314 160015 160022 160016 160021 160056 160038 160039 160040 160041',
    ),
    balance: numbers('111142 160014 161002'),
    config: numbers(`160055 111100–111110 111113 111115 160053 111128–111141 111143 111169–111182
      111212 112300 112301 112303 112306–112309 160030 160031 160035 160044 112310 112311 112313
      112323 160032 160036 160043 112318 160057 113302 160019 160020 160037 160052 160069`),
    retryable: numbers(`111000–111099 160000 160001–160010 160050 160063 160064 112326 112302
      161000 161001 161006 161024`),
    ambiguous: numbers('161020 161021 172001 999999'),
    duplicate: ['160054'],
  },
  aliyun: {
    invalid: names(
      'isv',
      'MOBILE_NUMBER_ILLEGAL MOBILE_COUNT_OVER_LIMIT DOMESTIC_NUMBER_NOT_SUPPORTED',
    ),
    blocked: names(
      'isv',
      'BLACK_KEY_CONTROL_LIMIT SMS_CONTENT_ILLEGAL SMS_SIGN_ILLEGAL DENY_IP_RANGE PARAM_NOT_SUPPORT_URL',
    ),
    throttled: [
      ...names('isv', 'BUSINESS_LIMIT_CONTROL DAY_LIMIT_CONTROL MONTH_LIMIT_CONTROL'),
      'Throttling.User',
      'Throttling.Api',
      'Throttling',
    ],
    balance: names('isv', 'OUT_OF_SERVICE AMOUNT_NOT_ENOUGH'),
    config: [
      ...names('isv', 'SMS_SIGNATURE_SCENE_ILLEGAL SIGN_STATE_ILLEGAL TEMPLATE_MISSING_PARAMETERS'),
      ...names('isv', 'INVALID_PARAMETERS INVALID_JSON_PARAM PRODUCT_UN_SUBSCRIPT'),
      ...names('isv', 'ACCOUNT_NOT_EXISTS ACCOUNT_ABNORMAL'),
      'isp.RAM_PERMISSION_DENY',
      'SignatureDoesNotMatch',
      'SignatureNonceUsed',
      'InvalidTimeStamp.Expired',
      'InvalidAccessKeyId.NotFound',
    ],
    retryable: ['isp.SYSTEM_ERROR', 'isp.GATEWAY_ERROR', 'ServiceUnavailable'],
    ambiguous: ['isv.NOBODY_LISTS_THIS'],
  },
  tencent: {
    invalid: names('InvalidParameterValue', 'IncorrectPhoneNumber'),
    blocked: [
      ...names('FailedOperation', 'PhoneNumberInBlacklist ContainSensitiveWord'),
      'UnsupportedOperation.UnsuportedRegion',
    ],
    throttled: [
      ...names('LimitExceeded', 'PhoneNumberThirtySecondLimit PhoneNumberOneHourLimit DailyLimit'),
      ...names('LimitExceeded', 'PhoneNumberDailyLimit PhoneNumberSameContentDailyLimit'),
      ...names('LimitExceeded', 'DeliveryFrequencyLimit AppDailyLimit'),
      'RequestLimitExceeded',
    ],
    balance: [
      'FailedOperation.InsufficientBalanceInSmsPackage',
      'UnauthorizedOperation.SerivceSuspendDueToArrears',
    ],
    config: [
      ...names('FailedOperation', 'SignatureIncorrectOrUnapproved TemplateIncorrectOrUnapproved'),
      ...names(
        'InvalidParameterValue',
        'TemplateParameterFormatError TemplateParameterLengthLimit',
      ),
      ...names('InvalidParameterValue', 'ContentLengthLimit ProhibitedUseUrlInTemplateParameter'),
      ...names('InvalidParameterValue', 'SdkAppIdNotExist'),
      ...names('AuthFailure', 'SecretIdNotFound SignatureExpire SignatureFailure'),
      'InternalError.RequestTimeException',
    ],
    retryable: names('InternalError', 'OtherError UnknownError'),
    ambiguous: [...names('InternalError', 'Timeout SendAndRecvFail'), 'Nobody.ListsThis'],
  },
  twilio: {
    invalid: numbers('21211 21614 21612 30005 30006'),
    blocked: numbers('21610 21408 30004 30007 30450 30453 60410 60605'),
    throttled: numbers('20429 21611 30001'),
    balance: numbers('10001 30002 20403'),
    config: numbers('20003 21602 21603 21606 21212 21999'),
    retryable: numbers('30008 30003'),
  },
  webhook: {
    invalid: ['422 invalid'],
    blocked: ['403 blocked'],
    throttled: ['429 throttled'],
    balance: ['402 balance'],
    config: ['400 config', '401', '404', '422 of a kind nobody knows'],
    retryable: ['425 retryable'],
    ambiguous: ['400 ambiguous', '500 invalid', '503'],
    duplicate: ['409', '409 invalid'],
  },
};

function numbers(codes: string): string[] {
  return codes.split(/\s+/).flatMap((range) => {
    const [first = 0, last = first] = range.split('–').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => `${first + i}`);
  });
}

function names(family: string, codes: string): string[] {
  return codes.split(' ').map((code) => `${family}.${code}`);
}
