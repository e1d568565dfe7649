import ArgumentParser
import Headroom

#if canImport(Glibc)
    import Glibc
#endif

/// The end of a run: one sentence on standard error and an exit code.
enum Exit {
    /// 0 ok, 1 failed, 2 bad usage, 65 bad input data.
    static func now(with error: any Error) -> Never {
        let code = HeadroomCommand.exitCode(for: error)
        if code == .success || error is CleanExit {
            print(HeadroomCommand.fullMessage(for: error))
            exit(0)
        }
        if code == .validationFailure {
            Standard.error(HeadroomCommand.fullMessage(for: error))
            exit(2)
        }
        Standard.error("headroom: \(error)")
        exit(isBadInput(error) ? 65 : 1)
    }

    /// Whether the data given are at fault rather than the program or the machine.
    static func isBadInput(_ error: any Error) -> Bool {
        switch error {
        case is TraceError, is SeriesError, is ModelFileError, is CalendarError, is TaskError, is ForestFileError, is SynthesisError: true
        case let error as ReplayError: error.isAboutData
        case let error as SimulationError:
            switch error {
            case .negativeDemand, .tooShort, .tooLong, .notRequests, .noTrainingDemand, .sawTheFuture: true
            default: false
            }
        case let error as StreamingError:
            switch error {
            case .tooShort, .sawTheFuture, .wrongTarget, .noForecast: true
            default: false
            }
        case let error as WorkloadsError:
            switch error {
            case .notByMinute, .unlabelled, .unknownClass, .missingClass: true
            default: false
            }
        case let error as ForecastError:
            switch error {
            case .diverged, .invalidConfiguration, .tooLarge: false
            default: true
            }
        default: false
        }
    }
}

/// Standard output and error.
enum Standard {
    /// A line on standard error.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }
    /// A line on standard output.
    static func output(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
    /// Bytes on standard output.
    static func output(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }
    /// Whether standard error is a terminal.
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let result = Glibc.write(descriptor, buffer.baseAddress! + sent, buffer.count - sent)
                // A reader that went away (`headroom … | head`) ends the run quietly.
                if result <= 0 { exit(errno == EPIPE ? 0 : 1) }
                sent += result
            }
        }
    }
}
