import Autoscaling
import Headroom

extension LifetimeFindings {
    /// Rows of a kind that are printed.
    private static let most = 10

    /// What stands out, for people.
    var text: String {
        section("bursts of requests", bursts) + section("instances that ended together", endings) + rates + contributions
    }

    private func section(_ title: String, _ groups: [Group]) -> String {
        guard !groups.isEmpty else { return "\(title): none\n" }
        var table = TextTable([title, "until", "count", "users", "short-lived"])
        for group in groups.sorted(by: { $0.count > $1.count }).prefix(Self.most) {
            table.add([Self.time(group.start), Self.time(group.end), "\(group.count)", "\(group.users)", group.shortLived.percent(0)])
        }
        return table.text + "\n" + more(groups.count) + "\n"
    }

    private var rates: String {
        guard !rateChanges.isEmpty else { return "changes of the rate of requests: none\n" }
        var table = TextTable(["change of the rate of requests", "before /h", "after /h"])
        for change in rateChanges.prefix(Self.most) {
            table.add([Self.time(change.time), (3600 * change.before).fixed(1), (3600 * change.after).fixed(1)])
        }
        return table.text + "\n" + more(rateChanges.count) + "\n"
    }

    private var contributions: String {
        let total = users.reduce(0) { $0 + $1.coreTime }
        var table = TextTable(["user", "instances", "core hours", "share"])
        for user in users.prefix(Self.most) {
            table.add([
                user.user.isEmpty ? "(none named)" : user.user, "\(user.instances)", (user.coreTime / 3.6e9).fixed(1),
                (total > 0 ? user.coreTime / total : 0).percent(1),
            ])
        }
        return table.text + "\n" + more(users.count)
    }

    private func more(_ count: Int) -> String { count > Self.most ? "… and \(count - Self.most) more\n" : "" }

    /// `3 d 04:05:06` from the start of the trace.
    private static func time(_ microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = two(seconds / 3600 % 24) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
        return seconds < 86_400 ? clock : "\(seconds / 86_400) d \(clock)"
    }
}
