"""Words that any customer of any desk may write in a subject: they tell nobody apart."""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

_LANGUAGES = (
    # English
    "a about account add address after again all am an and another answer any anyone app"
    " are as ask asking at back be been before bill billing broken bug but buy by call can"
    " cancel cancellation cannot change charge check code come complaint confirm"
    " confirmation contact contract could customer data date day days delay delivery"
    " details device did discount do document does down email enquiry error even every"
    " fail failed failing failure feedback file find first fix follow for forgot form free"
    " from get give good got had has have hello help hey hi how i if important in"
    " incorrect info information inquiry install installation into invoice invoices is"
    " issue issues it item its just know last late license like link list login lost mail"
    " make manual me message missing money month more my name need never new news next no"
    " not now number of off offer old on one online only open or order orders other our"
    " out over package parcel password pay payment phone plan please price pricing problem"
    " problems product purchase query question questions quick quote receipt received"
    " refund regarding register registration reminder renewal reply report request reset"
    " return returns sale say see send sent service set setup ship shipping shop should"
    " show site some somebody someone something soon start status still stop stuck"
    " subscription support system take team technical test than thank thanks that the"
    " their them then there these they thing this ticket time to today tomorrow too"
    " trouble try trying two unable until up update upgrade urgent us use user using"
    " version very via wait waiting want warranty was we website week were what when where"
    " which while who why will with without wont work working works would wrong yes"
    " yesterday yet you your",
    # German
    "aber adresse alle als am an anfrage anmeldung antwort auf auftrag aus bei benutzer"
    " beschwerde bestellung betreff bin bitte brauche danke das dass daten defekt dem den"
    " der des die dringend durch ein eine einen einer es falsch fehler fehlt frage fragen"
    " funktioniert für geht geld gerät guten habe hallo hat hilfe ich ihr ihre im immer in"
    " info ist kann kaputt kein keine kontakt konto kunde kundennummer kündigung lieferung"
    " mehr mein meine mich mir mit nach nachricht neu neue nicht noch nummer nur ob oder"
    " paket passwort preis problem probleme produkt rechnung retoure rückgabe schon sehr"
    " seit sich sie sind support tag termin um und uns unser update vertrag von vor wann"
    " warum was wegen weiter wenn wer wichtig widerruf wie wieder wir wird zahlung zu"
    " zugang zum zur über",
    # French
    "accès adresse ai aide annulation au aux avec bonjour bonsoir ce ces cette commande"
    " comment compte contrat dans de demande depuis des devis du erreur est et facture"
    " fonctionne je la le les livraison ma merci mes mise mon mot nous nouveau numéro on"
    " ou paiement par pas passe plus pour pourquoi probleme problème produit quand que"
    " question qui remboursement renseignement retard retour réclamation sans service sur"
    " un une urgent votre vous à",
    # Spanish, Portuguese, Italian
    "acceso accesso acesso aiuto ajuda ajuto al ayuda bom buenos buongiorno cancelación"
    " cancelamento cancelar ciao com como con consulenza consulta conta conto contraseña"
    " cuenta cómo da de del della desde devolución devolução di dia do domanda duda días"
    " dúvida e el em en entrega envio envío erro error errore es está factura fattura"
    " fatura fornitura funciona funziona gracias grazie hola il informaciones información"
    " informazioni informação la las lo los meu mi mia minha mio mis muito más na nao no"
    " nome non nota novo nuevo nuovo não o obrigado olá ordine os pagamento pago para"
    " pedido per pergunta pero por precio pregunta prezzo preço problema problemi prodotto"
    " producto produto que reclamación reclamação reclamo reembolso resposta richiesta"
    " rimborso se senha senza servicio servizio serviço si sin sobre solicitud soporte su"
    " sul suporte supporto también um uma un una urgente y",
    # Dutch, Swedish, Danish, Norwegian, Finnish
    "aan abonnement account adres af alla apua att av bestelling bestilling beställning"
    " betaling betalning de den det dit een ej en er ett factuur faktura feil fejl fel"
    " fout foutmelding fra fråga från fungerar fungerer för garantie god goede hallo hei"
    " hej help het hjelp hjälp hjælp hoe ik inloggen inte is jag jeg jullie kan klacht"
    " klage konto kysymys lasku leverans levering maksu met mijn min mit mycket na naar"
    " niet ny nye nytt och og olen om ongelma op order ordre over pakke pakket problem"
    " problemet produkt på retour retur som spørgsmål spørsmål storing te terug til tilaus"
    " till tuki van varför vedr vedrørende virhe voor vraag waar waarom wachtwoord wanneer"
    " werkt",
    # Polish, Czech, Turkish, Russian, Ukrainian
    "acil bilgi bir błąd chyba co czy den destek dla dlaczego do dobrý dostawa dotaz"
    " faktura fatura fiyat hakkında hasło hata hesap heslo iade ile informacja iptal için"
    " jak je jest jsem k kargo konto lütfen mam merhaba moje mám na nabídka nasıl"
    " nefunguje nie nowy o objednávka od oferta platba pomoc problem proszę prosím proč"
    " prośba pytanie płatność reklamacja s serwis sipariş się soru sorun talep ve vrácení"
    " w wiadomość yardım z za zamówienie zwrot ödeme účet şifre žádost без в вернуть"
    " возврат вопрос вход день для добрый допомога допоможіть доставка заказ замовлення"
    " запит запрос здравствуйте и из информация как когда на не но о об оплата ошибка"
    " пароль питання по пожалуйста помилка помогите помощь почему привет проблема работает"
    " рахунок с срочно счет счёт чому это я",
    # Japanese, Chinese, Korean
    "お問い合わせ お願い ご注文 について のお知らせ 件 你好 发票 咨询 問い合わせ 問題"
    " 密码 帮助 帮忙 幫助 您好 投诉 注文 發票 訂單 請問 請求書 订单 请求 请问 質問 账号"
    " 返品 退款 问题 도움 문의 배송 안녕하세요 주문 질문 환불",
)

WORDS = frozenset(word for language in _LANGUAGES for word in language.split())
