MATCH (n0:Person) WHERE n0.adultOn <= $p1 AND (EXISTS { MATCH (n0)<-[:PLACES]-(n0_0:ProgrammePlace)-[:PROVIDED_BY]->(n0_1) WHERE n0_1.id = $p2 RETURN 1 } OR EXISTS { MATCH (n0)<-[:SHELTERS]-(n0_2:ShelterStay)-[:STAYED_AT]->(n0_3:CrisisCenter) WHERE n0_3.id = $p2 RETURN 1 }) AND coalesce(n0.hasOpenRecord = $p3, false) RETURN n0{_id: n0.id, .familyName} AS row ORDER BY n0.areaKey LIMIT $p0 UNION ALL MATCH (n0:Person) WHERE n0.adultOn <= $p1 AND (EXISTS { MATCH (n0)<-[:PLACES]-(n0_0:ProgrammePlace)-[:PROVIDED_BY]->(n0_1) WHERE n0_1.id = $p2 RETURN 1 } OR EXISTS { MATCH (n0)<-[:SHELTERS]-(n0_2:ShelterStay)-[:STAYED_AT]->(n0_3:CrisisCenter) WHERE n0_3.id = $p2 RETURN 1 }) AND coalesce(n0.hasOpenRecord = $p3, false) RETURN count(n0) AS row
//   $p0 = Fixed(value=3)
//   $p1 = FromCaller(name='today')
//   $p2 = FromCaller(name='unit')
//   $p3 = Fixed(value=True)
