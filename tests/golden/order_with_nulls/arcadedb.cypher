MATCH (n0:Person) WHERE (coalesce(n0.hasOpenRecord = $p1, false) OR EXISTS { MATCH (n0)<-[:PROTECTS]-(n0_c17:ProtectiveOrder) RETURN 1 } OR EXISTS { MATCH (n0)<-[:ASSESSES]-(n0_c18:RiskAssessment) RETURN 1 }) RETURN n0{_cursor: [n0.patronymicOrder, toString(n0.birthDate), n0.areaKey], .id, .patronymic, birthDate: toString(n0.birthDate)} AS row ORDER BY (n0.patronymicOrder) IS NULL, n0.patronymicOrder DESC, (n0.birthDate) IS NULL, n0.birthDate, n0.areaKey LIMIT $p0
//   $p0 = Fixed(value=6)
//   $p1 = Fixed(value=True)
