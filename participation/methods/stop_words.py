# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words that nearly every text of a language has, and that therefore tell none apart."""

from __future__ import annotations

STOP_WORDS = {
    "ar": "في من على إلى عن مع هذا هذه ذلك تلك التي الذي ما لا لم لن أن إن كان كانت هو هي نحن و أو ثم قد كل بعض بين",
    "bg": "и в във на за от с със се да не е са че по до като при но или ще си ги го му им това този тази тези има",
    "de": "der die das den dem des ein eine einer eines einem einen und oder aber auch nicht kein keine ist sind war "
    "wird werden wurde hat haben sein ich du er sie es wir ihr man sich mich uns ihnen zu zum zur in im an am auf "
    "aus bei beim mit nach von vom vor für über unter durch um als wie wenn dass so noch nur mehr schon sehr bitte "
    "soll sollte sollen kann können muss müssen dieser diese dieses was wo hier da",
    "en": "the a an and or but not no is are was were be been has have had i you he she it we they this that these "
    "those of to in on at by for with from as if so than then there here what which who how can could should would "
    "will must do does please more very our your their",
    "pl": "i w we z ze na do od za o po przy dla nie to ten ta te jest są był była być się że jak ale lub oraz czy "
    "co już tylko też tak przez pod nad ich jego jej",
    "ro": "și în la de din cu pe pentru prin este sunt era au a al ai ale o un una unei unui nu să se ce care că mai "
    "dar sau ca fi fie acest această aceste lor",
    "tr": "ve veya bir bu şu o da de ile için ki mi mı mu mü ne gibi daha çok en var yok olan olarak kadar ama her "
    "değil biz siz ben sen",
    "uk": "і й та в у на за до від з із зі що не це цей ця ці є був була було були як але або для при по про так "
    "також вже ще ми ви він вона вони його її їх",
}
