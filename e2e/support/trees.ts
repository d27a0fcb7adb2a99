import type { Language } from '../../app/words/languages';

type Step = 'number' | 'code' | 'password' | 'signIn';

/** What a screen reader finds in each step, from top to bottom. */
export const TREES: Record<Language, Record<Step, string>> = {
  en: {
    number: `
      - banner:
        - link "Gatehouse":
          - /url: /register
        - link "中文":
          - /url: /zh/register
      - main:
        - status
        - status
        - list "Steps":
          - listitem: Number
          - listitem: Code
          - listitem: Password
        - heading "Create your account" [level=1]
        - paragraph: We text you a code to make sure that the number is yours.
        - text: Mobile number +86
        - textbox "Mobile number": /176 ?\\d{4} ?\\d{4}/
        - status
        - alert
        - group "Captcha":
          - 'img "Captcha: distorted letters and digits to type below. Or listen to digits, or let this device prove it."'
          - status
          - button "New picture"
          - button "Listen to six digits instead"
          - status
          - text: What you see or hear
          - textbox "What you see or hear"
          - paragraph: Left to right; capital or small makes no difference.
          - alert
          - status
          - button "Can’t see or hear it? Let this device prove it instead"
          - status
        - alert
        - button "Send code"
        - status
        - paragraph:
          - text: Already have an account?
          - link "Sign in":
            - /url: /sign-in
    `,
    code: `
      - main:
        - status
        - status: /Code sent to \\+86 176 \\*\\*\\*\\* \\d{4}\\./
        - list "Steps":
          - listitem: Number (done)
          - listitem: Code
          - listitem: Password
        - heading "Enter the code" [level=1]
        - paragraph: /We sent it to \\+86 176 \\*\\*\\*\\* \\d{4}\\./
        - text: 6-digit code
        - textbox "6-digit code"
        - paragraph: It is sent by itself when it is complete.
        - alert
        - status: Sent. It can take a moment.
        - status
        - alert
        - button "Confirm"
        - status
        - paragraph:
          - text: Wrong number?
          - button "Change it"
    `,
    password: `
      - main:
        - status
        - status: Number confirmed.
        - list "Steps":
          - listitem: Number (done)
          - listitem: Code (done)
          - listitem: Password
        - heading "Choose a password" [level=1]
        - paragraph: /\\+86 176 \\*\\*\\*\\* \\d{4} is confirmed\\. With a password you can come back without an SMS\\./
        - text: New password
        - textbox "New password"
        - button "Show password"
        - paragraph: At least 8 characters. A few words in a row are strong and easy to keep in mind.
        - alert
        - status
        - alert
        - button "Create account"
        - status
        - paragraph:
          - text: Wrong number?
          - button "Change it"
    `,
    signIn: `
      - main:
        - status
        - heading "Welcome back" [level=1]
        - paragraph: Sign in with the number you registered and your password.
        - text: Mobile number +86
        - textbox "Mobile number"
        - status
        - alert
        - text: Password
        - textbox "Password"
        - button "Show password"
        - alert
        - paragraph:
          - link "Forgotten your password?":
            - /url: /forgot-password
        - alert
        - button "Sign in"
        - status
        - paragraph:
          - link "Sign in with a code by SMS":
            - /url: /sign-in/sms
        - paragraph:
          - text: New here?
          - link "Create an account":
            - /url: /register
    `,
  },
  zh: {
    number: `
      - banner:
        - link "Gatehouse":
          - /url: /register
        - link "English":
          - /url: /en/register
      - main:
        - status
        - status
        - list "步骤":
          - listitem: 手机号
          - listitem: 验证码
          - listitem: 密码
        - heading "创建账号" [level=1]
        - paragraph: 我们会发送一条短信验证码，确认这个号码属于您。
        - text: 手机号 +86
        - textbox "手机号": /176 ?\\d{4} ?\\d{4}/
        - status
        - alert
        - group "人机验证":
          - img "人机验证：请在下方输入图中扭曲的字母和数字。也可以听数字，或由本设备代为验证。"
          - status
          - button "换一张"
          - button "听一听 六位数字"
          - status
          - text: 看到或听到的字符
          - textbox "看到或听到的字符"
          - paragraph: 从左到右输入，不区分大小写。
          - alert
          - status
          - button "看不清也听不清？ 让本设备代为验证"
          - status
        - alert
        - button "发送验证码"
        - status
        - paragraph:
          - text: 已有账号？
          - link "登录":
            - /url: /sign-in
    `,
    code: `
      - main:
        - status
        - status: /验证码已发送至 \\+86 176 \\*\\*\\*\\* \\d{4}。/
        - list "步骤":
          - listitem: 手机号 (已完成)
          - listitem: 验证码
          - listitem: 密码
        - heading "输入验证码" [level=1]
        - paragraph: /验证码已发送至 \\+86 176 \\*\\*\\*\\* \\d{4}。/
        - text: 6 位验证码
        - textbox "6 位验证码"
        - paragraph: 输完后自动提交。
        - alert
        - status: 已发送，可能稍有延迟。
        - status
        - alert
        - button "确认"
        - status
        - paragraph:
          - text: 号码不对？
          - button "修改号码"
    `,
    password: `
      - main:
        - status
        - status: 号码已验证。
        - list "步骤":
          - listitem: 手机号 (已完成)
          - listitem: 验证码 (已完成)
          - listitem: 密码
        - heading "设置密码" [level=1]
        - paragraph: /\\+86 176 \\*\\*\\*\\* \\d{4} 已验证。设置密码后，下次登录无需短信。/
        - text: 新密码
        - textbox "新密码"
        - button "显示 密码"
        - paragraph: 至少 8 个字符。几个词连在一起，既安全又好记。
        - alert
        - status
        - alert
        - button "创建账号"
        - status
        - paragraph:
          - text: 号码不对？
          - button "修改号码"
    `,
    signIn: `
      - main:
        - status
        - heading "欢迎回来" [level=1]
        - paragraph: 请用注册的手机号和密码登录。
        - text: 手机号 +86
        - textbox "手机号"
        - status
        - alert
        - text: 密码
        - textbox "密码"
        - button "显示 密码"
        - alert
        - paragraph:
          - link "忘记密码？":
            - /url: /forgot-password
        - alert
        - button "登录"
        - status
        - paragraph:
          - link "用短信验证码登录":
            - /url: /sign-in/sms
        - paragraph:
          - text: 还没有账号？
          - link "创建账号":
            - /url: /register
    `,
  },
};
