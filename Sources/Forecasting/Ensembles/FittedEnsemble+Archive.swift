import Tensors

extension FittedEnsemble {
    /// What an archive says about the whole.
    private struct Description: Codable {
        var members: Int, pool: EnsemblePool
        /// Series that have weights of their own; `nil` where members count alike.
        var weighted: [String]?
    }

    private static let prefix = "member."

    /// The members as data, tensors and metadata of each under `member.0.`, `member.1.` …
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        for (index, member) in members.enumerated() {
            let one = try member.archive()
            for (name, tensor) in one.tensors { archive.tensors["\(Self.prefix)\(index).\(name)"] = tensor }
            for (key, text) in one.metadata { archive.metadata["\(Self.prefix)\(index).\(key)"] = text }
        }
        try archive.store(Description(members: members.count, pool: pool, weighted: weights?.series), under: "ensemble")
        weights?.store(in: &archive)
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores an ensemble.
    /// - Parameters:
    ///   - archive: of an ensemble.
    ///   - compute: threads that pool.
    ///   - restore: restores a member from its archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)``; what `restore` throws, with the number of the member.
    public init(
        archive: ModelArchive, compute: Compute, restore: (ModelArchive) throws(ForecastError) -> any FittedForecaster
    ) throws(ForecastError) {
        let description: Description = try archive.value(under: "ensemble")
        guard Self.sizes.contains(description.members) else {
            throw ForecastError.invalidArchive(
                "an ensemble has \(Self.sizes.lowerBound) to \(Self.sizes.upperBound) members, found \(description.members)")
        }
        var archives = [ModelArchive](repeating: ModelArchive(), count: description.members)
        for (name, tensor) in archive.tensors {
            guard let place = try Self.place(of: name, members: archives.count) else { continue }
            archives[place.member].tensors[place.name] = tensor
        }
        for (key, text) in archive.metadata {
            guard let place = try Self.place(of: key, members: archives.count) else { continue }
            archives[place.member].metadata[place.name] = text
        }
        var members: [any FittedForecaster] = []
        for (index, one) in archives.enumerated() {
            let kind = one.metadata["kind"] ?? ""
            guard ![Self.archiveKind, CalibratedForecaster.archiveKind, FittedDropoutEnsemble.archiveKind].contains(kind) else {
                throw ForecastError.invalidArchive("member \(index) of an ensemble should be a single model, found \(kind)")
            }
            do throws(ForecastError) {
                members.append(try restore(one))
            } catch {
                throw ForecastError.invalidArchive("member \(index) of the ensemble: \(error)")
            }
        }
        let weights = try description.weighted.map { series throws(ForecastError) in
            try MemberWeights(archive: archive, series: series, members: members.count)
        }
        do throws(ForecastError) {
            try self.init(
                members, pool: description.pool, weights: weights, residualPaths: try ResidualPaths(archive: archive),
                compute: compute)
        } catch {
            throw ForecastError.invalidArchive("\(error)")
        }
    }

    /// Member and own name of a tensor or key; `nil` for one of the whole.
    private static func place(of name: String, members: Int) throws(ForecastError) -> (member: Int, name: String)? {
        guard name.hasPrefix(prefix) else { return nil }
        let rest = name.dropFirst(prefix.count)
        guard let dot = rest.firstIndex(of: "."), let member = Int(rest[..<dot]), "\(member)" == rest[..<dot],
            (0..<members).contains(member)
        else { throw ForecastError.invalidArchive("an ensemble of \(members) has no place for \(name)") }
        return (member, String(rest[rest.index(after: dot)...]))
    }
}
