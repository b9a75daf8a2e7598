MATCH (n0:Person) RETURN n0{_cursor: [n0.patronymic, toString(n0.birthDate), n0.areaKey], .id, .patronymic, birthDate: toString(n0.birthDate)} AS row ORDER BY (n0.patronymic) IS NULL, n0.patronymic DESC, (n0.birthDate) IS NULL, n0.birthDate, n0.areaKey LIMIT $p0
//   $p0 = Fixed(value=6)
