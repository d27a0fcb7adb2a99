import type { Kinds } from './kinds';

/** `Code` of Aliyun's SendSms and of its gateway. From its documentation. */
export const ALIYUN_KINDS: Kinds = {
  invalid:
    'isv.MOBILE_NUMBER_ILLEGAL isv.MOBILE_COUNT_OVER_LIMIT isv.DOMESTIC_NUMBER_NOT_SUPPORTED',
  blocked:
    'isv.BLACK_KEY_CONTROL_LIMIT isv.SMS_CONTENT_ILLEGAL isv.SMS_SIGN_ILLEGAL isv.DENY_IP_RANGE isv.PARAM_NOT_SUPPORT_URL',
  throttled: 'isv.BUSINESS_LIMIT_CONTROL isv.DAY_LIMIT_CONTROL isv.MONTH_LIMIT_CONTROL Throttling*',
  balance: 'isv.OUT_OF_SERVICE isv.AMOUNT_NOT_ENOUGH',
  config:
    'isv.SMS_SIGNATURE_SCENE_ILLEGAL isv.SIGN_STATE_ILLEGAL isv.TEMPLATE_MISSING_PARAMETERS isv.INVALID_PARAMETERS isv.INVALID_JSON_PARAM isv.PRODUCT_UN_SUBSCRIPT isv.ACCOUNT_* isp.RAM_PERMISSION_DENY SignatureDoesNotMatch SignatureNonceUsed InvalidTimeStamp.Expired',
  retryable: 'isp.SYSTEM_ERROR isp.GATEWAY_ERROR ServiceUnavailable',
};
