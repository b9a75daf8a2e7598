MATCH (n0:Person) WHERE n0.areaKey STARTS WITH $p1 AND ((n0.birthDate < $p2 AND NOT (n0.sex = $p3)) AND EXISTS { MATCH (n0)<-[:REGISTERS]-(n0_registrations:Registration) WHERE CASE WHEN NOT (n0_registrations.category IS NULL) THEN n0_registrations.category IN $p4 END RETURN 1 }) RETURN n0{.id, birthDate: toString(n0.birthDate)} AS row ORDER BY n0.areaKey LIMIT $p0 UNION ALL MATCH (n0:Person) WHERE n0.areaKey STARTS WITH $p1 AND ((n0.birthDate < $p2 AND NOT (n0.sex = $p3)) AND EXISTS { MATCH (n0)<-[:REGISTERS]-(n0_registrations:Registration) WHERE CASE WHEN NOT (n0_registrations.category IS NULL) THEN n0_registrations.category IN $p4 END RETURN 1 }) RETURN count(n0) AS row
//   $p0 = Fixed(value=3)
//   $p1 = FromCaller(name='area')
//   $p2 = FromVariable(path=('w', 'birthDate', 'lt'))
//   $p3 = FromVariable(path=('w', 'not', 'sex', 'eq'))
//   $p4 = FromVariable(path=('kinds',))
