MATCH (n0:Person) WHERE n0.areaKey STARTS WITH $p1 RETURN n0{region: head([(n0)-[:LIVES_IN]->(n1:Region) | n1{name: n1.nameKk, .kato}]), .familyName, .id} AS row ORDER BY n0.areaKey LIMIT $p0
//   $p0 = Fixed(value=2)
//   $p1 = FromCaller(name='area')
