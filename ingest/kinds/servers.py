"""What mail servers write when a mail was not delivered, in the languages that we have met.

Words only; what they weigh stands in `signs.py`, and what they tell in `bounce.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re

from samehand.ingest.wordlist import any_of

# the address, and the name before it
DAEMONS = any_of(
    r"(?:mail(?:er)?|mta|smtp)[-_. ]?daemon|^(?:postmaster|mmdf|mdaemon)\b",
    r"^(?:postmaster|mailer?)[-_.]?(?:admin|error)|^(?:ndr|dsn)(?:$|[-_.+])"
    r"|delivery[-_.]?(?:sub)?system|^microsoftexchange[0-9a-f]{32}|system administrator"
    r"|^mail[-_.]?delivery",
)
DAEMON_NAMES = any_of(
    r"mail(?:er)?[- ]?daemon|mail delivery|delivery (?:sub)?system|mail (?:system"
    r"|administrator)",
    r"system administrator|post ?master|internet mail",
)
PROGRAMS = any_of(
    r"^(?:no|do[-_.]?not|nao)[-_.]?(?:reply|respon)|^(?:auto|robot|bot|daemon|bounces?"
    r"|virus)\b",
    r"smtp|gateway|anti-?(?:virus|spam)|mail[-_.]?(?:scan|guard|gate)|notification",
    r"^(?:mta|mx|exchange|system|helpdesk-auto|autoreply|auto[-_.]?(?:respond|answer))",
)

UNDELIVERED_SUBJECTS = any_of(
    r"undeliver|non-? ?deliver|returned (?:mail|e-?mail|message)|return(?:ed|ing) (?:mail"
    r"|message)",
    r"mail (?:system )?error|mailer error|processing error|errors? from|nameserver error",
    r"deliver[a-z]{1,3} (?:status|report|warning|fail|problem|error|incomplete|delay|notif)",
    r"(?:could not|cannot|not|unable to|wasn.t)(?: be)? (?:deliver|sen[dt]|complete)",
    r"(?:e-?mail|message)(?: \w{1,20})? (?:fail|blocked|rejected|refused)",
    r"mail fail|failure (?:notice|delivery)|failed (?:mail|delivery)|warning: (?:could not"
    r"|message)",
    r"message status|user unknown|unknown user|delayed|bounced|rejected mail|mail rejected",
    r"unzustellbar|nicht zugestellt|nicht zustellbar|zustell(?:ung|fehler|problem)"
    r"|fehlgeschlagen",
    r"non (?:remis|distribu|délivr)|échec (?:de (?:la )?remise|d.envoi)|retourné à l",
    r"no se (?:pudo|puede|ha podido) entregar|devuelto|no entregad|error de entrega",
    r"mancat[oa] (?:recapito|consegna)|non recapitabil|não (?:entregue|foi entregue)|devolvid",
    r"onbestelbaar|niet bezorgd|kunde inte levereras|olevererbar|kunne ikke leveres|uleverbar",
    r"toimittamatta|niedostarczon|zwrot|nedoruč|nelze doručit|kézbesíthetetlen|nelivrat",
    r"не доставлен|недоставлен|не удалось доставить|teslim edilemedi|не доставлено",
    r"配信(?:できま|不能|エラー)|送信できま|メールエラー|エラー通知|未達|戻りました",
    r"退信|投递失败|无法投递|系统退信|邮件发送失败|投遞失敗|전송 실패|배달 ?실패|반송",
)
NOT_DELIVERED = any_of(
    r"(?:could ?n[o']t|can ?not|can't|was ?n[o']t|were not|has not(?: yet)?|unable to"
    r"|not able to|failed to|did not) (?:be |been )?(?:deliver|reach|send|receive"
    r"|complete)",
    r"undeliver|permanent (?:fatal )?error|(?:fatal|permanent) error|delivery (?:has )?fail",
    r"(?:del(?:i|e)very|message) (?:to|of|from|for) .{0,60}(?:fail|was aborted|been delayed"
    r"|been postponed|delayed|rejected|cannot be)",
    r"no such (?:user|recipient|mailbox|person)|(?:unknown|invalid) (?:user|recipient|address)",
    r"(?:user|recipient|mailbox|address|host|domain)(?: name| is| was)? (?:unknown"
    r"|not (?:found|known|listed|recognized|exist)|does ?n[o']t exist|unavailable|disabled)",
    r"mailbox (?:is )?(?:full|unavailable)|over ?quota|quota exceed|exceed.{1,20}quota",
    r"recipients? (?:address )?reject|error (?:has )?(?:occurred|delivering)|(?:was"
    r"|been) (?:returned|rejected|refused|blocked|automatically rejected)|delivery attempt"
    r"|not deliver",
    r"transcript of session|did not like our|failed (?:recipient|address|after i sent)",
    r"(?:nicht|unmöglich).{0,30}(?:zugestellt|zustell|ausgeliefert|erreicht)|unzustellbar",
    r"n.a (?:pas )?(?:pu|pas pu) .{0,10}(?:[eê]tre|d[ée]livr)|impossible de (?:remettre"
    r"|distribuer)",
    r"no (?:se )?(?:ha )?(?:pudo|podido|puede) (?:ser |entreg|enviar)|no fue entregad",
    r"non (?:è stato|ha) (?:possibile )?(?:recapit|consegn|raggiunt)|não (?:foi|pôde"
    r"|pode) .{0,10}entreg",
    r"kon(?:den)? niet worden (?:bezorgd|afgeleverd)|kunde inte (?:levereras|skickas)",
    r"kunne ikke (?:leveres|sendes)|ei voitu toimittaa|nie (?:mogła|można"
    r"|została) .{0,20}dostarcz",
    r"nelze doručit|nebyla? doručen|nem (?:sikerült|lehet) kézbesíteni",
    r"не (?:может быть|было|удалось|был[ао]?) .{0,20}достав|невозможно доставить",
    r"(?:配信|送信|配送|お届け)(?:でき|する)|できません|見つかりません|宛先.{0,20}(?:不明|存在)",
    r"(?:无法|未能|不能).{0,12}(?:发送|投递|送达|传递)|退信|無法.{0,12}(?:傳送|投遞|送達)",
    r"전송하지 못|전달되지|배달하지 못",
)
# a server speaks of itself
SPEAKS_ITSELF = any_of(
    r"(?:created|generated) (?:automatically )?by (?:the )?mail (?:delivery|system|server"
    r"|gateway)",
    r"automatically generated delivery|this is the (?:\w{1,20} )?(?:mail(?:er)?\b|postfix"
    r"|qmail|mailer-daemon|machine generated|deliver|mail delivery)|hi[.!] (?:this is the"
    r"|the mta)",
    r"the (?:mta|mail system|mail server|mail agent) (?:program )?at",
    r"message from \S{1,60}\.\s|mail delivery (?:software|system|subsystem)",
    r"non-delivery report|delivery status notification|undeliverable address:",
    r"(?:please do not reply|do not reply) (?:directly )?to (?:it|this)|advisory-only",
    r"does not (?:have|accept).{0,40}final email|message header follows|reporting-mta",
)
# what servers say to each other: status codes, commands
DIALOGUE = any_of(
    r"(?<![\d.])[45][0-5]\d[ -][45]\.\d{1,3}\.\d{1,3}|\brcpt to|smtp error|remote host said",
    r"(?<![\w.])#?[45]\.[0-7]\.\d{1,2}(?![\d.])|[<>]{3} |did not like our|said: [45]\d\d",
    r"(?<![\w.])5[05]\d[ -](?:\S{1,200} )?(?:user|no |unknown|mailbox|invalid|requested"
    r"|recipient)",
    r"error code[ :]{0,3}[45]\d\d|diagnostic-code:",
)
# one server refuses what another brings
ANSWER = re.compile(r"(?:^|[\s<>:])[45][0-5]\d[ -]\S")
# the mail that comes back begins
RETURNED_MAIL = any_of(
    r"^[^\w<]{0,30}(?:(?:this|below|here|following|the|a) .{0,40})?(?:copy of (?:the|your)"
    r"|(?:original|returned|unsent|rejected|undelivered) (?:mail|message|e-?mail)"
    r"|message (?:text|header|body))\b.{0,60}(?:follow|below|copy|header|details|attached"
    r"|returned|message|is as|removed|[-:*]{2,}|:\s*$)",
    r"^[-_=* >|]{2,40}\s?(?:start of )?(?:the )?(?:original|returned|unsent|message) (?:mail"
    r"|message|text|header|headers|body)|^[-_=* ]{3,40} ?(?:this is|included is|below"
    r"|here is) a? ?copy",
    r"^(?:the (?:first|header).{0,60}(?:follow|below))|^-- the header|^old message:"
    r"|^your message reads",
    r"^-{3,12} forwarded message|^included is a copy|^here is (?:a copy|your returned)"
    r"|^original message (?:follows|attached)",
    r"^>?(?:return-path|received|message-id|mime-version|x-[a-z-]{2,40}): ?\S",
    r"^[-_=* ]{0,20}(?:ursprüngliche|originalnachricht|nachfolgend .{0,20}kopie"
    r"|message original)",
    r"^[-_=* ]{0,20}(?:mensaje original|messaggio originale|元のメッセージ|原邮件|原信)",
)
# the server has not given up
STILL_TRYING = any_of(
    r"not yet been delivered|has been delayed|is delayed|been postponed|will be retried",
    r"(?:keep|continue) (?:on )?(?:trying|to try)|delivery attempts will (?:continue|be made)",
    r"attempts will continue|warning message only|only a (?:temporary|warning)|just a warning",
    r"do not need to re-?send|still being (?:re)?tried|will (?:try|retry) (?:again|to)",
    r"noch nicht zugestellt|verzögert|retardé|retrasad|ritardat|再送を試み|遅延して",
)
